"""Passwords that anybody tries first; written down from common knowledge, not complete."""

import re

_WORDS = """
password passwort motdepasse contrasena parola senha wachtwoord passord adgangskode heslo haslo
admin administrator root user guest login welcome bienvenue willkommen changeme letmein default
secret access master superuser system manager server database oracle postgres mysql test testing
demo sample example temp temporary qwerty qwertz azerty qwertyuiop azertyuiop qwertzuiop asdfgh
asdfghjk asdfghjkl zxcvbn zxcvbnm yxcvbnm qsdfghjklm poiuytrewq lkjhgfdsa mnbvcxz
abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij abcabc aaaaaa
iloveyou ilovejesus loveyou lovely loveme jetaime teamo tequiero ichliebedich amour amor love
princess prince princesse sunshine rainbow flower butterfly angel angels heaven forever friends
family monkey dragon tiger lion panther eagle falcon dolphin chicken kitten puppy doudou chouchou
chocolate cookie cheese pepper ginger banana orange cherry strawberry coffee whiskey
football baseball basketball soccer hockey tennis golfer liverpool chelsea arsenal barcelona
realmadrid juventus marseille parissg lakers yankees cowboys steelers eagles
superman batman spiderman ironman hulk wolverine starwars startrek pokemon pikachu naruto
matrix gandalf hobbit frodo harrypotter hermione skywalker darthvader yoda titanic terminator
godzilla godfather rocky rambo jamesbond cinema movie movies film films hollywood netflix
michael jennifer jessica ashley daniel charlie thomas robert andrew joshua matthew jordan hunter
george nicole samantha amanda michelle maggie buster tigger snoopy pepito nicolas camille
computer internet google facebook youtube twitter instagram linkedin microsoft windows apple
samsung android playstation nintendo minecraft fortnite gaming gamer hacker hello bonjour hallo
shadow killer silver golden diamond platinum thunder lightning summer winter spring autumn january
december monday friday sunday whatever trustno nothing blabla freedom phoenix mustang ferrari
porsche corvette harley yamaha mercedes maverick ranger soldier warrior pirate ninja samurai cinq
trustnoone opensesame correcthorsebatterystaple
"""

WORDS = frozenset(_WORDS.split())
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_LOOKALIKES = str.maketrans("013457@$!", "oleastasi")
_ENDS = re.compile(r"^[\d\W_]+|[\d\W_]+$")


def is_common(password: str) -> bool:
    """Tell if a password is well known, or a well-known word with something around it.

    Parameters
    ----------
    password
        Casefolded. ``p4ssw0rd``, ``Password123!`` and ``passwordpassword`` all count as
        ``password``; runs such as ``12345678``, ``87654321`` and ``1q2w3e4r``, one character
        repeated, and dates are known as well.
    """
    if len(set(password)) <= 2 or password.isdecimal():
        return len(set(password)) <= 2 or _is_run(password) or len(password) <= 10
    core = _ENDS.sub("", password)
    return _is_known(password, core) or _is_known(password, core.translate(_LOOKALIKES))


def _is_known(password: str, core: str) -> bool:
    if core in WORDS or password in WORDS or _is_run(password) or _is_run(core):
        return True
    half = len(core) // 2
    twice = core[:half] == core[half:] and core[:half] in WORDS
    interleaved = _is_run(password[::2]) and _is_run(password[1::2])
    return twice or interleaved


def _is_run(text: str) -> bool:
    """Tell if text is a row of the keyboard, the alphabet or the digits, forth or back."""
    return len(text) >= 3 and any(text in run or text[::-1] in run for run in _RUNS)
