"""`cinq stacks`: what is answered."""

from collections.abc import Sequence

from rich.table import Table

from cinq.adapters.stacks import StackDeclaration
from cinq.console.terminal import table


def stacks_table(declared: Sequence[StackDeclaration]) -> Table:
    """Stacks, what they are, and what the environment must hold to register them."""
    made = table("name", "what", "variables")
    for stack in declared:
        made.add_row(stack.name, stack.title, ", ".join(stack.variables))
    return made
