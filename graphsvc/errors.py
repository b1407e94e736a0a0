"""Every error this product raises on purpose.

GraphsvcError                   code, message, next_step: always all three
├── SettingError                a GRAPHSVC_* value, a policy or a site that cannot work
│   └── PolicyTooWide           a site's policies permit more than the tables allow
├── ServerError                 the local Neo4j could not be fetched, started or kept
│   ├── NoNetwork               the jars cannot be downloaded
│   ├── NoSpace                 the disk is full
│   ├── PortTaken               the wanted port is in use
│   ├── StoreInUse              another process already runs a server on this store
│   └── StartTooSlow            the server did not answer in time
├── DatabaseError               a database that was reached, or should have been
│   ├── DatabaseGone            no connection; retryable
│   ├── WrongPassword           credentials refused
│   ├── ServerTooOld            the server cannot run our Cypher
│   ├── StatementLate           the statement's time bound ended it; retryable
│   └── Conflict                a constraint or another writer said no
├── CatalogueError              a Cypher file whose header lies
├── BundleError                 an import that cannot even begin (no such folder, no space)
├── TokenRefused                a bearer token that is not accepted
├── ProviderGone                nobody can say whose token it is: no keys of the identity provider; retryable
├── InputRefused                an argument out of bounds, named
├── PurgeRefused                a purge of something else than was previewed
├── EngineRequired              a question that only the path engine answers, where there is none
└── AuditFailed                 the audit line could not be written, so the read fails

`MEANINGS` is the table of codes: what each says to whoever asks over the API, where the words of the error itself are
for whoever runs the service (statements, addresses, files). errors.json is made of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class GraphsvcError(Exception):
    """Base of the tree. `code` is stable and upper-case; `next_step` tells a person what to do.

    `told`: whether the error's own words may reach a client; otherwise those of its code do.
    """

    code = "FAULT"
    retryable = False
    told = False

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(f"{message} {next_step}".strip())
        self.message = message
        self.next_step = next_step


class SettingError(GraphsvcError):
    code = "SETTING"


class PolicyTooWide(SettingError):
    code = "POLICY_TOO_WIDE"


class ServerError(GraphsvcError):
    code = "SERVER"


class NoNetwork(ServerError):
    code = "NO_NETWORK"
    retryable = True


class NoSpace(ServerError):
    code = "NO_SPACE"


class PortTaken(ServerError):
    code = "PORT_TAKEN"


class StoreInUse(ServerError):
    code = "STORE_IN_USE"


class StartTooSlow(ServerError):
    code = "START_TOO_SLOW"
    retryable = True


class DatabaseError(GraphsvcError):
    code = "DATABASE"


class DatabaseGone(DatabaseError):
    code = "DATABASE_GONE"
    retryable = True


class WrongPassword(DatabaseError):
    code = "WRONG_PASSWORD"


class ServerTooOld(DatabaseError):
    code = "SERVER_TOO_OLD"


class StatementLate(DatabaseError):
    code = "LATE"
    retryable = True


class Conflict(DatabaseError):
    code = "CONFLICT"


class CatalogueError(GraphsvcError):
    code = "CATALOGUE"


class BundleError(GraphsvcError):
    code = "BUNDLE"


class TokenRefused(GraphsvcError):
    code = "TOKEN_REFUSED"
    told = True


class ProviderGone(GraphsvcError):
    code = "PROVIDER_GONE"
    retryable = True


class InputRefused(GraphsvcError):
    code = "BAD_INPUT"
    told = True


class PurgeRefused(GraphsvcError):
    code = "PURGE_REFUSED"


class EngineRequired(GraphsvcError):
    code = "ENGINE_REQUIRED"
    told = True


class AuditFailed(GraphsvcError):
    code = "AUDIT_FAILED"
    retryable = True
    told = True


@dataclass(frozen=True)
class Meaning:
    """A row: a code that reaches clients, what it says, what to do. Typed problems are a table in model/answers."""

    code: str
    message: str
    next_step: str


_AGAIN = "Ask again in a minute; tell the administrator if it stays."
_TELL = "Tell the administrator: the service's log says more."
_LESS = "Ask for less at once."
_CORRECT = "Send {query, variables, operationName} as JSON."
_SERVICE = "The service is not set up rightly."
_GONE = "The database cannot be reached now."
MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        meaning.code: meaning
        for meaning in (
            # faults of the service: what exactly is wrong stands in its log
            Meaning("FAULT", "Something failed on our side.", "Ask again; report it if it stays."),
            Meaning("SETTING", _SERVICE, _TELL),
            Meaning("POLICY_TOO_WIDE", _SERVICE, _TELL),
            Meaning("SERVER", _GONE, _AGAIN),
            Meaning("NO_NETWORK", _GONE, _AGAIN),
            Meaning("NO_SPACE", "The service has no room left.", _TELL),
            Meaning("PORT_TAKEN", _SERVICE, _TELL),
            Meaning("STORE_IN_USE", _SERVICE, _TELL),
            Meaning("START_TOO_SLOW", _GONE, _AGAIN),
            Meaning("DATABASE", "The database could not answer.", _TELL),
            Meaning("DATABASE_GONE", _GONE, _AGAIN),
            Meaning("WRONG_PASSWORD", _SERVICE, _TELL),
            Meaning("SERVER_TOO_OLD", _SERVICE, _TELL),
            Meaning("CONFLICT", "Somebody else changed the same just now.", "Read what is there, then try again."),
            Meaning("CATALOGUE", _SERVICE, _TELL),
            Meaning("BUNDLE", "The bundle could not be read.", _TELL),
            Meaning("AUDIT_FAILED", "The audit line could not be written, so nothing is answered.", _TELL),
            Meaning("PURGE_REFUSED", "What is due is not what was previewed.", "Preview again."),
            # a request that goes no further
            Meaning("TOKEN_REFUSED", "The token is not accepted.", "Ask for a new token, and send it as a bearer."),
            Meaning("PROVIDER_GONE", "The identity provider cannot be reached, so nobody can be known.", _AGAIN),
            Meaning("BAD_REQUEST", "The request is none that can be read.", _CORRECT),
            Meaning("NO_BATCHING", "Batches are not answered.", "Send one document a request."),
            Meaning("METHOD", "Only POST is answered here.", "Send the document in the body of a POST."),
            Meaning("NOT_ACCEPTABLE", "No media type that is accepted is ours.", "Accept application/json."),
            Meaning("MEDIA_TYPE", "The body must be application/json.", _CORRECT),
            Meaning("ENCODED_BODY", "Encoded bodies are not unfolded.", "Send the body as it is."),
            Meaning("DUPLICATE_KEY", "A key stands twice in one object.", "Say each key once."),
            Meaning("TOO_LARGE", "The body is too large.", "Ask for less."),
            Meaning("SLOW_BODY", "The body did not arrive in time.", "Send it at once."),
            Meaning("GONE", "The client went away.", "Ask again."),
            Meaning("RATE_LIMITED", "You ask too often.", "Wait as long as Retry-After says, then ask again."),
            Meaning("PERSISTED_QUERY_NOT_FOUND", "No trusted document has this hash.", "Send one that is trusted."),
            Meaning(
                "TRUSTED_ONLY", "Your role runs trusted documents only.", "Send the hash or text of a trusted one."
            ),
            Meaning("TOO_MANY_STREAMS", "You have too many subscriptions open.", "Close one, then subscribe again."),
            Meaning("GOING_DOWN", "The service is going down.", "Subscribe again in a moment, after the last cursor."),
            Meaning("OVERLOADED", "Too many requests are being answered.", "Ask again in a second."),
            Meaning("TOO_MANY_TOKENS", "The document has too many tokens.", _LESS),
            Meaning("TOO_DEEP", "The document is nested too deeply.", _LESS),
            Meaning("TOO_MANY_ALIASES", "The document has too many aliases.", _LESS),
            Meaning("TOO_MANY_ROOT_FIELDS", "The document has too many root fields.", _LESS),
            Meaning("TOO_MANY_DIRECTIVES", "The document has too many directives.", _LESS),
            Meaning("TOO_COSTLY", "The document asks for too many fields, counted once a row.", _LESS),
            Meaning(
                "ENGINE_REQUIRED",
                "Only the path engine answers this.",
                "Leave out whatIf and period.",
            ),
            Meaning("BAD_INPUT", "An argument is out of bounds; the message names it.", "Correct the argument."),
            # user errors of mutations: `path` names the input
            Meaning(
                "OVERRIDE_NOT_YOURS", "Only a supervisor may refer without a consent.", "Ask for the consent, or her."
            ),
            Meaning("NOT_A_RECEIVER", "No worker of that id takes referrals.", "Name a worker of a service."),
            Meaning("WRONG_STATE", "It does not stand where this could follow.", "Read where it stands."),
            Meaning("NO_SUPERVISOR", "Nobody is on file as your supervisor.", _TELL),
            Meaning("ON_CALL_ALREADY", "You are on call for this person.", "Take another turn when this one ends."),
            Meaning(
                "NOTE", "A note belongs to the reason OTHER, which needs one.", "Choose a code, or OTHER and a note."
            ),
            Meaning(
                "NOT_APPROVED", "You broke it, and nobody approved.", "Ask who may approve it, or for an assignment."
            ),
            Meaning("TOO_LATE", "The time for it is over.", "Ask for it to be done again."),
            Meaning("OWN_ANCESTOR", "Somebody would be their own ancestor.", "Look at who is whose parent."),
            Meaning("NOT_OF_THIS_KIND", "A tie of that kind has no such column.", "Leave it out, or choose the kind."),
            Meaning("NOT_YOURS", "Another agency stated it.", "Contest it, or call reportError."),
            Meaning("CHANGED", "It was corrected meanwhile.", "Read it again, then correct what stands now."),
            Meaning("SENT", "This form was sent already.", "Begin another one, with a fresh key."),
            Meaning("BAD_DATE", "A moment without its time zone.", "Write 2026-04-20T18:30:00-04:00."),
            Meaning("OUT_OF_BOUNDS", "A number or a day is out of its bounds.", "Use one that the message allows."),
            Meaning("AMBIGUOUS", "Several statements bear this id.", "Name the noun."),
            Meaning("ANSWERED", "This was answered already.", "Read the answer; contest again if it is wrong."),
            Meaning("ASK_LATER", "The relative said no for now.", "Plan it for the day from which to ask again."),
            Meaning("BY_HAND", "At the moment of contact it is asked by hand.", "Say MANUAL, and what was answered."),
            Meaning("COOL_DOWN", "Attempts without success ask for a pause.", "Plan it for a day after the pause."),
            Meaning("SCREEN_FIRST", "There is no valid screen to ask again about.", "Screen in full, then call."),
            Meaning("DATES_BACKWARDS", "The last day lies before the first.", "Correct one of the days."),
            Meaning("ENDED", "That has ended already.", "Record a new one."),
            Meaning("EVIDENCE_INSUFFICIENT", "The evidence does not carry it.", "Name two independent documents."),
            Meaning("GRANTOR_NOT_ACCEPTED", "This person may not consent here.", "Ask another guardian."),
            Meaning("GRANTOR_NOT_GUARDIAN", "The grantor is no parent or guardian on file.", "Record the tie first."),
            Meaning("GRANTOR_NOT_SELF", "Only the person consents as SELF.", "Leave the grantor out, or say GUARDIAN."),
            Meaning("INCOMPLETE", "A guided CLEAR needs every answer.", "Ask what is open, or record HOLD."),
            Meaning("IN_THE_FUTURE", "That day lies in the future.", "Give today or an earlier day."),
            Meaning("KEY_REUSED", "This key was used for another request.", "Choose a fresh idempotency key."),
            Meaning("MERGED", "The two records are one person.", "Split them first."),
            Meaning(
                "MINOR_UNNOTIFIED", "Aged 13 to 17, or of unknown age: notices come first.", "Deliver both notices."
            ),
            Meaning("MISSING", "Something that is needed was left out.", "Fill in what path names."),
            Meaning(
                "NOT_CORRECTABLE", "This cannot be corrected here.", "Use a column that the message names, or none."
            ),
            Meaning(
                "REVIEWER_NEEDED", "A safety reviewer decides about what protects.", "Hand it to a safety reviewer."
            ),
            Meaning("SAME_PERSON", "Somebody else must answer.", "Hand it to a colleague."),
            Meaning("NOT_OF_AGENCY", "The control official is nobody of this agency.", "Name a colleague by staff id."),
            Meaning("RETENTION_TOO_LONG", "That is longer than it may be kept.", "Choose an earlier last day."),
            Meaning("SECOND_PERSON", "A second person must decide.", "Ask somebody else who may decide."),
            Meaning("SELF", "Two people are needed, not one twice.", "Name another person."),
            Meaning("STALE_SAFETY_FEED", "There is no fresh court-order feed.", "Screen by hand."),
            Meaning("IN_DOUBT", "It is in doubt, or was found wrong.", "Wait for the answer, or record it anew."),
            Meaning("TIED", "Something on file stands between the two.", "Contest it first, or leave them apart."),
            Meaning("TOO_LONG", "A text is longer than it may be.", "Say it shorter."),
            Meaning("TOO_MANY", "There are more at one sitting than may be.", "Record them in several."),
            Meaning("TWICE", "Somebody is named twice.", "Name each person once."),
            Meaning("UNDER_13", "Nobody under 13 may have an affiliation.", "Ask for help for the child instead."),
            Meaning("UNKNOWN_CODE", "A code is not on the list.", "Use one of the codes that the message names."),
        )
    }
)
