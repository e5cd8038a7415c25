"""Every sentence that an inventory's author may be told: what is wrong and how to mend it.

The values are gettext msgids in English; `agent/locale/vi.po` holds them in Vietnamese.
"""

from __future__ import annotations

from enum import StrEnum


class Text(StrEnum):
    """Templates for `str.format`; the names in braces are the same in every language."""

    AT_FIELD = "{file}, line {line}, {field}: {message}"
    AT_LINE = "{file}, line {line}: {message}"
    IN_FILE = "{file}: {message}"
    NEAREST = "{message} (did you mean {nearest}?)"

    FILE_MISSING = "there is no file {value}; correct the path or add the file"
    FILE_OUTSIDE = "the file {value} lies outside the folder of the inventory; move it into that folder"
    FILE_NOT_REGULAR = "{value} is no ordinary file; name a file"
    FILE_UNREADABLE = "the file {value} can't be read ({detail}); check its permissions"
    FILE_TOO_LARGE = "the file {value} is larger than {limit} MiB; make it smaller"
    NO_ANCHORS = "the file {value} holds no DNSSEC trust anchors; name a zone file of DS or DNSKEY records"
    NO_CERTIFICATES = "the file {value} holds no certificates; name a file in PEM form"

    NOT_UTF8 = "the text isn't UTF-8; save the file as UTF-8"
    CONTROL_CHARACTER = "there is a control character ({code}) here; delete it"
    YAML_SYNTAX = "the YAML can't be read ({detail}); check indentation, colons and quotes here and just above"
    YAML_EMPTY = "the file is empty; write an inventory into it"
    YAML_SECOND_DOCUMENT = "a second YAML document begins here; keep one and delete the line ---"
    YAML_TOO_DEEP = "there are more than {limit} levels of nesting; write the file flatter"
    YAML_ALIAS = "anchors and aliases (& and *) aren't accepted; write the value itself"
    YAML_TAG = "the tag {tag} isn't accepted; write the value without it"
    YAML_KEY = "a key must be a plain word; write it without brackets"
    YAML_DUPLICATE_KEY = "the key is already on line {first}; keep one of the two"

    UNKNOWN_KEY = "this key isn't known here; delete it or use one of: {known}"
    MISSING_KEY = "this key is missing; add it"
    NOT_MAPPING = "this must be a group of keys and values; write them as key: value"
    NOT_LIST = "this must be a list; begin each item with a dash, or delete the key"
    NOT_TEXT = "this must be a text; write one, or delete the key"
    NOT_NUMBER = "{value} isn't a whole number; write digits only"
    NOT_DECIMAL = "{value} isn't a number; write one such as 2 or 0.5"
    TOO_SMALL = "{value} is too small; write {limit} or more"
    TOO_LARGE = "{value} is too large; write {limit} or less"
    TOO_LONG = "the text is longer than {limit} characters; shorten it"
    NONE_LISTED = "the list is empty; add an item"
    BAD_WORD = "{value} isn't one of the words for this; write one of: {known}"
    BAD_DATE = "{value} isn't a date; write year-month-day, such as 2026-03-01"
    BAD_DAY = "{value} isn't a date; write year-month-day or day/month/year, such as 2026-03-01 or 01/03/2026"
    BAD_MOMENT = "{value} isn't a moment; write day and time as 2026-03-01T08:00"
    BAD_TRUTH = "{value} isn't an answer to this; write true or false"
    BAD_TAX_CODE = "{value} isn't a tax code; write ten digits, for a branch 0123456789-001"
    BAD_SHA256 = "{value} isn't a SHA-256; write its 64 digits 0-9 and a-f"
    BAD_ID = "{value} can't be an id; use letters a-z, digits, dots, hyphens and underscores, at most 64"
    BAD_HOST = "{value} isn't a host name; write one such as www.example.test"
    BAD_PATTERN = "{value} isn't a host name or *.domain; write one such as *.example.test"
    BAD_NETWORK = "{value} isn't a network; write address/length with no bits after the length, such as 127.0.0.0/8"
    BAD_ENDPOINT = "{value} isn't an IP address and port; write them as 127.0.0.53:5300 or [::1]:5300"
    BAD_HOURS = "{value} isn't a span of hours; write it as 08:00-17:30, or 22:00-06:00 over midnight"
    BAD_CONTACT = (
        "{value} isn't an e-mail address, a telephone number or a web address; write one, or null where there is none"
    )
    BAD_VERSION = "{value} is a version of the inventory that isn't known here; write 1"

    URL_CHARACTERS = "{value} holds spaces or characters that no address may hold; write them percent-encoded"
    URL_SCHEME = "{value} isn't a web address; begin it with https:// or http://"
    URL_NOT_HTTPS = "{value} isn't an encrypted address; begin it with https://"
    URL_CREDENTIALS = "{value} holds a user name or password; take it out"
    URL_FRAGMENT = "{value} ends in a fragment (#...), which servers never see; take it out"
    URL_HOST = "{value} has no valid host name; write one such as https://www.example.test/"
    URL_PORT = "{value} has no valid port; write a number from 1 to 65535"
    PORT_IN_URL = "the url says that this port is {port}; delete the key or correct the url"

    PERIOD = "the authorisation ends on {until}, before it begins on {since}; correct one of the dates"
    WATCH_PERIOD = "the contract ends on {until}, before it begins on {since}; correct one of the dates"
    BEFORE_FOUND = "{value} lies before the incident was found, on {found}; correct one of the moments"
    TRAINED = "{trained} people are trained, but there are {people} in all; correct one of the numbers"
    HASH_ALONE = "a hash needs its file; add the key file, or delete this one"
    PARENTS = "the agencies above {value} run in a circle, or are more than {limit}; correct the parent"
    ID_ELSEWHERE = "the id {value} is already in {elsewhere}, line {first}; give each its own"
    PORTAL_ELSEWHERE = "the portal {value} is already in {elsewhere}, line {first}; delete one of the two"
    DUPLICATE_ID = "the id {value} is already on line {first}; give each its own"
    DUPLICATE_PORTAL = "the portal {value} is already on line {first}; delete one of the two"
    NO_AGENCY = "no agency has the id {value}; correct it or add the agency"
    NO_SYSTEM = "no system has the id {value}; correct it or add the system"
    NO_PORTAL = "no portal has the url {value}; correct it or add the portal"

    CSV_NO_COLUMN = "the column is missing; the first line must be: {known}"
    CSV_UNKNOWN_COLUMN = "this column isn't known; the first line must be: {known}"
    CSV_COLUMN_TWICE = "the column is there twice; delete one of the two"
    CSV_CELLS = "the line has {count} cells instead of {expected}; check commas and quotes"
    CSV_BROKEN = "the CSV can't be read ({detail}); check commas and quotes"
    CSV_DUPLICATE = "the domain {value} is already on line {first}; delete one of the two"
    XLSX_BROKEN = "this isn't a workbook that can be read ({detail}); save it anew as .xlsx or as CSV in UTF-8"
    XLSX_TOO_LARGE = "the workbook unpacks to more than {limit} MiB; delete what isn't part of the list"
    XLSX_ROWS = "the sheet has more than {limit} rows; delete what isn't part of the list"
    XLSX_FORMULA = "the cell holds a formula; put its value in its place"
