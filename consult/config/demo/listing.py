"""Who can sign in to the demo, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt

from consult.people.models import Account, Person

from .roles import PEOPLE, SUBDISTRICT


@dataclass(frozen=True)
class SignIn:
    """`totp` is the secret a signer types into an authenticator app; empty for everybody else."""

    name: str
    phone: str
    community: str
    what: str
    totp: str


def sign_ins() -> list[SignIn]:
    """Those with a part to play who have a phone, the most useful first."""
    accounts = {a.phone: a for a in Account.objects.filter(demo=True, phone__startswith="+8619900000")}
    secrets = {
        str(row.user_id): decrypt(row.data["secret"])
        for row in Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__in=accounts.values())
    }
    communities = {
        person.account_id: person.community.name
        for person in Person.objects.filter(
            account__in=accounts.values(), community__isnull=False
        ).select_related("community")
        if person.community
    }
    found = []
    for named in (*PEOPLE["HA"], *PEOPLE["XL"], *SUBDISTRICT):
        account = accounts.get(f"+861990000{named.phone}") if named.phone else None
        if account:
            found.append(
                SignIn(
                    name=named.name,
                    phone=f"1990000{named.phone}",
                    community=communities.get(account.pk, "青榆街道"),
                    what=named.says,
                    totp=secrets.get(str(account.pk), ""),
                )
            )
    return sorted(found, key=lambda one: not one.what)


def as_json() -> list[dict[str, str]]:
    return [asdict(one) for one in sign_ins()]
