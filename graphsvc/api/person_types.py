"""A person in GraphQL: each list holds the visible statements, each value beside its source."""

from datetime import date

import strawberry

from graphsvc.api.base import Node, Source, node_id, shaped, sourced
from graphsvc.api.enums import CODE
from graphsvc.model import person as nouns


@strawberry.type(description="A name or alias, as somebody stated it.")
class PersonName:
    given: str | None = strawberry.field(description="Given names.")
    family: str | None = strawberry.field(description="Family name.")
    kind: str = strawberry.field(graphql_type=CODE["name_kind"], description="What kind of name.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A birth date and recorded sex, as somebody stated them.")
class Birth:
    born_on: date | None = strawberry.field(description="Day of birth; null: unknown.")
    sex: str = strawberry.field(graphql_type=CODE["sex"], description="As recorded.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="That a person died, as somebody stated it.")
class Death:
    died_on: date | None = strawberry.field(description="Day; null: unknown.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A number that some system gave a person.")
class Identifier:
    system: str = strawberry.field(description="Which system.")
    value: str = strawberry.field(description="The number.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A picture, by reference at the owner agency.")
class Picture:
    uri: str = strawberry.field(description="Reference at the owner agency.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="Where a person lives or lived; protected addresses are never here.")
class Address:
    kind: str = strawberry.field(graphql_type=CODE["address_kind"], description="What kind of address.")
    location_id: strawberry.ID = strawberry.field(description="Global id of the location.")
    label: str | None = strawberry.field(description="The place in plain words, if that is shared.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A place on the programme's list.")
class Enrolment:
    status: str = strawberry.field(graphql_type=CODE["enrolment_status"], description="Where it stands.")
    enrolled_on: date | None = strawberry.field(description="Day of enrolment.")
    lead_agency: str | None = strawberry.field(description="Code of the agency that leads.")
    next_action: str | None = strawberry.field(description="Next action, in plain words.")
    next_action_due: date | None = strawberry.field(description="Day it is due.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A person, made of what is shared with the asker; how to reach them is never here.")
class Person(Node):
    title: str = strawberry.field(description="What to call the person, from visible names only.")
    names: list[PersonName] = strawberry.field(description="Names and aliases.")
    births: list[Birth] = strawberry.field(description="Birth dates and recorded sex.")
    deaths: list[Death] = strawberry.field(description="Statements that the person died.")
    identifiers: list[Identifier] = strawberry.field(description="Numbers given by other systems.")
    pictures: list[Picture] = strawberry.field(description="Pictures, by reference.")
    addresses: list[Address] = strawberry.field(description="Addresses that nothing protects.")
    enrolments: list[Enrolment] = strawberry.field(description="Places on the programme's list.")

    @classmethod
    def from_model(cls, person: nouns.Person) -> "Person":
        """The GraphQL view of a person."""
        return cls(
            id=node_id("Person", person.id),
            title=person.title,
            names=sourced(PersonName, person.names),
            births=sourced(Birth, person.births),
            deaths=sourced(Death, person.deaths),
            identifiers=sourced(Identifier, person.identifiers),
            pictures=sourced(Picture, person.pictures),
            addresses=[_address(each) for each in person.addresses],
            enrolments=sourced(Enrolment, person.enrolments),
        )


def _address(address: nouns.Address) -> Address:
    place = node_id("Location", address.location)
    return shaped(Address, address, location_id=place, source=Source.from_model(address.source))
