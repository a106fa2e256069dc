"""What a person can do on the page: each act changes what is kept, and says where to go."""

from ui.acts.around import Around
from ui.acts.choosing import Choosing
from ui.acts.list import TheFive
from ui.acts.pairing import Pairing
from ui.acts.sharing import Sharing

__all__ = ["Around", "Choosing", "Pairing", "Sharing", "TheFive"]
