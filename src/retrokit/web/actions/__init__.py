"""What can be done in a room: one function per action, and who may do it.

What an action takes are the keyword arguments of its function. What comes over the wire is held
against their types, so that a wrong type, an unknown field or a text that could not have been
typed is refused before anything happens; the rules are the engine's.
"""

from . import facilitator as facilitator
from . import members as members
from .action import ACTIONS as ACTIONS
from .action import KEY as KEY
from .action import Action as Action
from .action import find as find
from .members import writer as writer
from .values import member_in as member_in
from .values import receipt_of as receipt_of
