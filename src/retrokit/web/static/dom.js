// Virtual nodes, and making the page like them.
//
// What is drawn is compared with what was drawn before, and only what differs touches the page. So
// a live update leaves alone the focus, the selection, the scroll and what is being typed. Text
// gets in as text and never as markup.

const DRAWN = Symbol("what this node was drawn from");
const INSIDE = Symbol("what its children were drawn from");
const SVG = "http://www.w3.org/2000/svg";

/** Return a virtual node.
 *
 * `props` are attributes (true: present; false, null: absent), listeners (`onclick`, any event),
 * and these: `key` tells children of one parent apart, where their id does not, nor their tag, first
 * class and order; `value` and `checked` are what a control holds whenever it is drawn, so keep what
 * is typed (`room.kept`); `initial` is what it holds at first and is never touched again; `style` is
 * an object of custom properties; `focus: true` takes the focus when the node first appears, and
 * `onshow` is then called with it; `keys` are what keys do there: see `keys.js`.
 *
 * Children are nodes, text and numbers, in lists of any depth; null and booleans are left out. A
 * virtual node that is the same object as last time is not looked into.
 */
export function el(tag, props, ...children) {
  const { key = props?.id ?? `${tag}.${props?.class?.split(" ", 1)}`, ...rest } = props ?? {};
  return { tag, key, props: rest, children: flat(children) };
}

/** Return a virtual node for what somebody wrote: in its own direction, inside its card. */
export function said(tag, text, props) {
  return el(tag, { dir: "auto", ...props, class: `${props?.class ?? ""} said`.trim() }, text);
}

/** Return a virtual node for a part of a page, with its heading. */
export const section = (id, title, ...children) =>
  el("section", { key: id, "aria-labelledby": id }, el("h2", { id }, title), children);

/** The props that an element was drawn with; none if it was not drawn from here. */
export const propsOf = (node) => node[DRAWN]?.props ?? {};

/** Make the children of an element like these virtual nodes. */
export function morph(root, nodes) {
  const before = document.activeElement;
  const held = before !== document.body && root.contains(before) ? trail(root, before) : null;
  const shown = [];
  drawChildren(root, flat([nodes]), shown);
  for (const [node, props] of shown) {
    if (props.focus) node.focus();
    props.onshow?.(node);
  }
  if (held && !before.isConnected && !root.contains(document.activeElement)) recover(root, held);
}

function flat(children, into = []) {
  for (const child of children) {
    if (Array.isArray(child)) flat(child, into);
    else if (typeof child === "object" && child !== null) into.push(child);
    else if (typeof child === "string" || typeof child === "number") into.push(String(child));
  }
  return into;
}

// --- drawing

function drawChildren(parent, wanted, shown) {
  const old = parent[INSIDE] ?? [];
  if (wanted === old) return;
  // What was not drawn from here, such as what an extension of the browser put in, is left alone.
  const drawn = [...parent.childNodes].filter((node) => node[DRAWN] !== undefined);
  const before = Map.groupBy(drawn, (node) => node[DRAWN].key);
  const made = wanted.map((vnode) => {
    const match = before.get(vnode.key)?.shift();
    if (match && match[DRAWN].tag === vnode.tag) {
      update(match, vnode, shown);
      return match;
    }
    match?.remove();
    return create(parent, vnode, shown);
  });
  for (const gone of [...before.values()].flat()) gone.remove();
  place(parent, made);
  parent[INSIDE] = wanted;
}

/** Put the children into their order, moving as few as can be and never the one with the focus. */
function place(parent, made) {
  const focused = document.activeElement;
  let cursor = parent.firstChild;
  for (const node of made) {
    while (cursor && cursor[DRAWN] === undefined) cursor = cursor.nextSibling;
    if (node !== cursor) {
      if (node.contains(focused) && focused !== document.body) {
        while (cursor !== node) {
          const after = cursor.nextSibling;
          parent.append(cursor);
          cursor = after;
        }
      } else if (cursor && cursor.nextSibling === node && !cursor.contains(focused)) {
        parent.append(cursor);
        cursor = node;
      } else {
        parent.insertBefore(node, cursor);
        continue;
      }
    }
    cursor = node.nextSibling;
  }
}

function create(parent, vnode, shown) {
  if (typeof vnode === "string") {
    const text = document.createTextNode(vnode);
    text[DRAWN] = vnode;
    return text;
  }
  const inSvg = vnode.tag === "svg" || parent.namespaceURI === SVG;
  const node = inSvg
    ? document.createElementNS(SVG, vnode.tag)
    : document.createElement(vnode.tag);
  node[DRAWN] = { tag: vnode.tag, props: {}, children: [] };
  update(node, vnode, shown);
  if (vnode.props.initial !== undefined) node.value = vnode.props.initial;
  if (vnode.props.focus || vnode.props.onshow) shown.push([node, vnode.props]);
  return node;
}

function update(node, vnode, shown) {
  const old = node[DRAWN];
  if (old === vnode) return;
  node[DRAWN] = vnode;
  if (typeof vnode === "string") {
    node.data = vnode;
    return;
  }
  for (const name of Object.keys(old.props)) {
    if (!(name in vnode.props)) setProp(node, name, undefined, old.props[name]);
  }
  for (const [name, value] of Object.entries(vnode.props)) {
    if (value !== old.props[name]) setProp(node, name, value, old.props[name]);
  }
  drawChildren(node, vnode.children, shown);
  // After the children, since a select has to know its options first.
  const { value, checked } = vnode.props;
  if (value !== undefined && node.value !== String(value)) node.value = value;
  if (checked !== undefined && node.checked !== checked) node.checked = checked;
}

const OWN = new Set(["value", "checked", "initial", "focus", "onshow", "keys"]);

function setProp(node, name, value, before) {
  if (OWN.has(name)) return;
  if (name.startsWith("on")) {
    const type = name.slice(2);
    if (value && !before) node.addEventListener(type, listen);
    if (before && !value) node.removeEventListener(type, listen);
  } else if (name === "style") {
    for (const each of Object.keys(before ?? {})) {
      if (!(each in (value ?? {}))) node.style.removeProperty(each);
    }
    for (const [each, wanted] of Object.entries(value ?? {})) node.style.setProperty(each, wanted);
  } else if (value === undefined || value === null || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? "" : value);
  }
}

function listen(event) {
  return event.currentTarget[DRAWN].props[`on${event.type}`]?.call(event.currentTarget, event);
}

// --- the focus, where what had it is gone

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), "
  + "textarea:not(:disabled), summary, [tabindex]";

/** Return where a node stands: each of its ancestors with what comes after and before. */
function trail(root, node) {
  const steps = [];
  for (let each = node; each !== root; each = each.parentNode) {
    steps.push([each.parentNode, each.nextElementSibling, each.previousElementSibling]);
  }
  return steps;
}

/** Focus what took the place of a node that is gone, else the heading of what is there now. */
function recover(root, steps) {
  for (const [parent, after, before] of steps) {
    for (const near of [after, before]) {
      if (!near?.isConnected || near.parentNode !== parent) continue;
      // What stands in a closed `details` has a place on the page, and cannot take the focus.
      const able = [near, ...near.querySelectorAll(FOCUSABLE)]
        .find((each) => each.matches(FOCUSABLE) && each.checkVisibility());
      if (able) return able.focus({ preventScroll: true });
    }
    if (!parent.isConnected || parent === root) continue;
    // All that stood beside it went with it, and something else may stand there now.
    const within = [parent, ...parent.querySelectorAll(FOCUSABLE)]
      .find((each) => each.matches(FOCUSABLE) && each.checkVisibility());
    if (within) return within.focus({ preventScroll: true });
  }
  root.querySelector("h1[tabindex], h2[tabindex]")?.focus();
}
