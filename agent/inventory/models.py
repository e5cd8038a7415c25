"""The parts of an inventory as the YAML file writes them: the schema, and nothing that spans two parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from agent.inventory.address import WebAddress, web_address
from agent.inventory.authorisation import Authorisation
from agent.inventory.fields import (
    SOME,
    AgencyKindField,
    ContactField,
    Day,
    EndpointField,
    Host,
    Id,
    Network,
    Port,
    PortalKindField,
    Seconds,
    TaxCode,
    TextField,
    Url,
    Version,
)
from agent.inventory.files import AnchorsFile, CaFile, DocumentField, InnerPath
from agent.inventory.part import Part
from agent.inventory.problems import mistake, shown
from agent.inventory.systems import System
from agent.inventory.texts import Text
from checks.network.scope import Scope
from checks.record import system_key
from checks.target import Target
from checks.trust_label.online import LabelSite


class Province(Part):
    """The province, and the DNS zone that its names lie in."""

    name: TextField
    zone: Host | None = None


class Vantage(Part):
    """Where audits of this inventory look from."""

    name: TextField = "vantage"
    resolver: EndpointField | None = None
    """The DNS resolver to ask; None: the system's."""
    anchors: tuple[EndpointField, ...] | None = None
    """TCP endpoints known to answer, for the self-test of each address family; None: the tool's own."""
    timeout: Seconds | None = None
    """Seconds that one network step may take; None: the tool's own."""
    ca_file: CaFile | None = None
    """Certificates that decide whom to trust in place of the system's store."""
    trust_anchors: AnchorsFile | None = None
    """Keys that DNSSEC is validated from; None: those of the root."""
    contact: TextField | None = None
    """E-mail or web address told to every server that is looked at; None: that of the service's settings, if any."""


class Contact(Part):
    """Who answers for an agency's portals."""

    name: TextField | None = None
    phone: TextField | None = None
    email: TextField | None = None


class Agency(Part):
    """A body that owns portals, with the agencies below it."""

    id: Id
    name: TextField
    kind: AgencyKindField
    tax_code: TaxCode | None = None
    contact: Contact | None = None
    agencies: tuple[Agency, ...] = ()


class IncidentContact(Part):
    """What a person found who looked for the place where a portal takes reports of incidents, and when.

    `contact` is None where there is none; `document` is the number of the paper that says so.
    """

    contact: ContactField
    by: TextField
    date: Day
    document: TextField | None = None


class Portal(Part):
    """One URL that citizens use. `url` is in normal form."""

    url: Url
    name: TextField
    agency: Id
    kind: PortalKindField
    system: Id | None = None
    incident_contact: IncidentContact | None = None
    given_http_port: Port | None = Field(None, alias="http_port")
    given_https_port: Port | None = Field(None, alias="https_port")

    @field_validator("given_http_port", "given_https_port")
    @classmethod
    def _agrees_with_the_url(cls, port: int | None, info: ValidationInfo) -> int | None:
        """The port of the URL's own scheme stands in the URL; saying another one contradicts it."""
        address = web_address(info.data["url"]) if "url" in info.data else None
        if address and port not in (None, address.port) and info.field_name == f"given_{address.scheme}_port":
            raise mistake(Text.PORT_IN_URL, port=str(address.port))
        return port

    @property
    def address(self) -> WebAddress:
        """The URL taken apart."""
        return web_address(self.url)

    @property
    def host(self) -> str:
        """The host of the URL, lower-case ASCII."""
        return self.address.host

    @property
    def http_port(self) -> int:
        """Where plain HTTP is looked for."""
        return self.address.port if self.address.scheme == "http" else self.given_http_port or 80

    @property
    def https_port(self) -> int:
        """Where HTTPS is looked for."""
        return self.address.port if self.address.scheme == "https" else self.given_https_port or 443

    @property
    def target(self) -> Target:
        """The portal as the checks look at it."""
        address = self.address
        return Target(self.url, address.scheme, address.host, address.path, self.https_port, self.http_port)


class LabelDirectory(Part):
    """A list of trust labels that the operator exported, as of a day."""

    file: DocumentField
    as_of: Day


class LabelRegistry(Part):
    """A document that allows asking the registry of labels for the codes found, a page a second.

    `networks` are those that may be contacted although they are not globally routable.
    """

    document: TextField
    url: Url = LabelSite().url
    networks: tuple[Network, ...] = ()

    @field_validator("url")
    @classmethod
    def _is_encrypted(cls, url: str) -> str:
        """An answer that anybody on the way could have given proves nothing."""
        if web_address(url).scheme != "https":
            raise mistake(Text.URL_NOT_HTTPS, value=shown(url))
        return url

    @property
    def site(self) -> LabelSite:
        """The registry as the checks ask it."""
        return LabelSite(self.url, Scope(self.networks), self.document)


class Waiver(Part):
    """A failure that is accepted until a day, with a reason, an approver and a document: of one portal, or of one
    information system and all of its portals."""

    requirement: TextField
    system: Id | None = None
    portal: Annotated[Url | None, Field(validate_default=True)] = None
    reason: TextField
    approver: TextField
    document: TextField
    until: Day

    @field_validator("portal")
    @classmethod
    def _is_of_one(cls, portal: str | None, info: ValidationInfo) -> str | None:
        if "system" in info.data and (portal is None) == (info.data["system"] is None):
            raise mistake(Text.WAIVER_OF_ONE)
        return portal

    @property
    def subject(self) -> str:
        """The URL of its portal or the key of its system."""
        return self.portal or system_key(self.system or "")


class EvidenceFolder(Part):
    """Where the files are kept that were handed in as evidence, and whose signatures on them are trusted."""

    folder: InnerPath | None = None
    """None: the folder `minh-chung` beside the inventory."""
    trusted: CaFile | None = None
    """Certificates of authorities; None: nobody's signature is trusted."""


class Content(Part):
    """A whole inventory file."""

    schema_version: Version
    province: Province
    vantage: Vantage = Vantage()
    agencies: Annotated[tuple[Agency, ...], SOME]
    systems: tuple[System, ...] = ()
    portals: Annotated[tuple[Portal, ...], SOME]
    authorisations: tuple[Authorisation, ...] = ()
    label_directory: LabelDirectory | None = None
    label_registry: LabelRegistry | None = None
    waivers: tuple[Waiver, ...] = ()
    evidence: EvidenceFolder = EvidenceFolder()
    register_file: InnerPath | None = Field(default=None, alias="register")
    """A file with more agencies, systems and portals."""


class ContentWithRegister(Content):
    """An inventory file that names a register, which may hold all of its agencies and portals."""

    agencies: tuple[Agency, ...] = ()
    portals: tuple[Portal, ...] = ()
