// What is on the wall in pages, where it is too much to be read at once: columns that go on to the side.

const SIZES = ["large", "medium", "small"];
const PER_WORD = 300; // milliseconds
const [LEAST, MOST] = [10_000, 45_000];

const flows = (main) => [...main.querySelectorAll(".flow")];
const gapOf = (flow) => parseFloat(getComputedStyle(flow).columnGap) || 0;
const stepOf = (flow) => flow.getBoundingClientRect().width + gapOf(flow);
const pagesOf = (flow) => Math.ceil((flow.scrollWidth + gapOf(flow)) / stepOf(flow) - 0.05);

/** Give what is there the largest type that takes the fewest pages; return how many those are. */
export function fit(main) {
  const all = flows(main);
  let [best, least] = [null, Infinity];
  for (const size of SIZES) {
    main.dataset.size = size;
    const pages = Math.max(1, ...all.map(pagesOf));
    if (pages < least) [best, least] = [size, pages];
    if (least === 1) break;
  }
  main.dataset.size = best;
  return least;
}

/** Show a page of all that has several; what has fewer stays at its last one. */
export function turnTo(main, page) {
  for (const flow of flows(main)) flow.scrollLeft = Math.round(page * stepOf(flow));
}

/** How many milliseconds it takes to read what is on a page. */
export function readingTime(main) {
  const words = flows(main).reduce((sum, flow) =>
    sum + flow.textContent.split(/\s+/).length / Math.max(1, pagesOf(flow)), 0);
  return Math.min(MOST, Math.max(LEAST, PER_WORD * words));
}
