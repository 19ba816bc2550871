from .bodies import Body, Delegation, Holding, Kinship, Role
from .persons import Account, Allowance, Person, PhoneCode, Residency
from .places import (
    Building,
    BuildingUnit,
    Community,
    ExclusiveUnit,
    Grid,
    Household,
    Nomination,
    OwnershipParty,
    ResidentGroup,
    ResidentialCompound,
    Subdistrict,
)
from .rolls import Roll

__all__ = [
    "Account",
    "Allowance",
    "Body",
    "Building",
    "BuildingUnit",
    "Community",
    "Delegation",
    "ExclusiveUnit",
    "Grid",
    "Holding",
    "Household",
    "Kinship",
    "Nomination",
    "OwnershipParty",
    "Person",
    "PhoneCode",
    "Residency",
    "ResidentGroup",
    "ResidentialCompound",
    "Role",
    "Roll",
    "Subdistrict",
]
