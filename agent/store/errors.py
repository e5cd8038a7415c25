"""What can be wrong with a database, in one sentence that says how to mend it."""

from __future__ import annotations

from enum import StrEnum

from reports.i18n import Language, translations


class Text(StrEnum):
    """gettext msgids; `agent/locale/vi.po` holds them in Vietnamese."""

    BAD_URL = "{url} isn't the address of a database; write sqlite:///path or postgresql://user@host/name"
    NO_DRIVER = "the PostgreSQL driver isn't installed; install tuanthu[postgresql]"
    NO_DATABASE = "there is no database {url}; run an audit first or name another database"
    NO_FOLDER = "there is no folder {folder} for the database; make it or name another path"
    FOLDER = "{url} is a folder; name a file in it"
    UNREACHABLE = "the database {url} can't be reached ({detail}); check that its server runs and lets you in"
    READ_ONLY = "the database {url} can't be opened for writing; check the permissions of the file and its folder"
    NOT_A_DATABASE = "{url} isn't an SQLite database; name another file"
    DAMAGED = "the database {url} is damaged ({detail}); restore it from a backup"
    FOREIGN = "the database {url} belongs to something else ({detail}); name another one"
    NEWER = "the database {url} was written by a newer version of tuanthu; install that version"
    BUSY = "another process holds the database {url}; wait for it to end and try again"
    FAILED = "the database {url} refused ({detail}); check its disk space and permissions"
    NO_AUDIT = "there is no audit {audit}; give the id of one, its first characters, or latest"
    NO_AUDITS = "no audit is stored yet; run one first"
    MANY_AUDITS = "more than one audit begins with {audit}; give more of its id"
    PRUNED = "the details of the audit {audit} were removed on {day}, as the settings say; restore a backup from before"
    NO_COPY = "the database {url} can't be copied before its upgrade ({detail}); make room beside it"
    NOT_PLANNED = "the portal {portal} isn't planned in the audit {audit}"
    SAVED_TWICE = "the portal {portal} is already stored in the audit {audit}"


class StoreError(Exception):
    """The database can't do what is asked of it."""

    def __init__(self, text: Text, **values: str) -> None:
        self.text = text
        self.values = values
        super().__init__(self.sentence("en"))

    def sentence(self, lang: Language) -> str:
        """What is wrong and how to mend it."""
        return translations("agent", lang).gettext(self.text.value).format_map(self.values)
