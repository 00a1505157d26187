"""What the columns of a file seem to be, by their headers: a suggestion to be looked at."""

from collections.abc import Iterable, Mapping, Sequence

from acudesk.domain.import_plan import FieldColumn, ImportPlan, ScoreColumn
from acudesk.domain.measure import Measure
from acudesk.domain.session import Moment, ScoreKey
from acudesk.domain.text import folded

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "chart_number": (
        *("chartnumber", "chartno", "chart", "patientnumber", "patientno", "patientid", "mrn"),
        *("recordnumber", "clientid", "clientnumber", "person", "personid", "subject"),
        *("subjectid", "participant", "participantid", "id", "patient", "client", "code"),
    ),
    "display_name": ("displayname", "fullname", "patientname", "clientname", "name"),
    "given_name": (
        *("firstname", "first", "givenname", "givennames", "given", "forename", "forenames"),
        *("christianname", "vorname", "prenom"),
    ),
    "family_name": (*("lastname", "last", "familyname", "family", "surname", "nachname", "nom"),),
    "birth_date": ("birthdate", "dateofbirth", "dob", "birthday", "born", "geburtsdatum"),
    "sex": ("sex", "gender"),
    "phone": (
        *("phone", "phonenumber", "telephone", "telephonenumber", "tel", "mobile", "mobilephone"),
        *("cell", "cellphone", "homephone", "workphone", "telefon", "handy"),
    ),
    "email": ("email", "emailaddress", "mail"),
    "address": (
        *("address", "street", "streetaddress", "address1", "addressline1", "address2"),
        *("addressline2", "address3", "addressline3", "postaladdress", "suburb", "city", "town"),
        *("state", "province", "county", "zip", "zipcode", "postcode", "postalcode", "country"),
        *("strasse", "plz", "ort"),
    ),
    "emergency_contact": ("emergencycontact", "nextofkin"),
    "occupation": ("occupation", "job", "profession"),
    "referred_by": ("referredby", "referrer", "referral", "referralsource"),
    "doctor_name": ("gp", "gpname", "doctor", "doctorname", "physician", "familydoctor"),
    "doctor_address": ("gpaddress", "doctoraddress"),
    "medicines": ("medicines", "medication", "medications", "drugs"),
    "allergies": ("allergies", "allergy"),
    "history": ("history", "medicalhistory", "pastmedicalhistory"),
    "alerts": ("alerts", "alert", "warnings"),
    "notes": ("notes", "note", "comments", "comment", "remarks", "remark"),
}
_JOINED = ("phone", "address")
"""Fields for which every column that fits is taken, not the first only."""
_DAY = (
    *("date", "day", "visitdate", "dateofvisit", "sessiondate", "dateofsession"),
    *("treatmentdate", "assessmentdate", "entrydate", "recorded", "timestamp", "datetime"),
    "datum",
)
_EFFECTS = ("sideeffects", "sideeffect", "adverseeffects", "adverseevents", "reactions")
_SCORES: Mapping[str, tuple[str, Moment]] = {
    "pain": ("pain_7d", Moment.ONCE),
    "painscore": ("pain_7d", Moment.ONCE),
    "painlevel": ("pain_7d", Moment.ONCE),
    "averagepain": ("pain_7d", Moment.ONCE),
    "backpain": ("pain_7d", Moment.ONCE),
    "nrs": ("pain_7d", Moment.ONCE),
    "vas": ("pain_7d", Moment.ONCE),
    "legpain": ("leg_pain_7d", Moment.ONCE),
    "painnow": ("pain_now", Moment.BEFORE),
    "currentpain": ("pain_now", Moment.BEFORE),
    "painbefore": ("pain_now", Moment.BEFORE),
    "before": ("pain_now", Moment.BEFORE),
    "painafter": ("pain_now", Moment.AFTER),
    "after": ("pain_now", Moment.AFTER),
}
"""What people call a score of pain; the measures' own names are known besides."""


def suggest_plan(headers: Sequence[str], measures: Iterable[Measure]) -> ImportPlan:
    """A plan for a table with these headers, as far as their names say."""
    names = {header: _plain(header) for header in headers if headers.count(header) == 1}
    day = _first(names, _DAY)
    taken = {day} - {""}
    fields: list[FieldColumn] = []
    for field, words in _FIELDS.items():
        for header in sorted(
            (one for one, plain in names.items() if one not in taken and plain in words),
            key=lambda one: 0 if field in _JOINED else words.index(names[one]),
        ):
            if field not in _JOINED and any(one.field == field for one in fields):
                break
            if field == "address" and names[header] == "county" and "state" in names.values():
                continue
            fields.append(FieldColumn(field=field, column=header))
            taken.add(header)
    scores = _scores(names, taken, measures)
    effects = _first({one: names[one] for one in names if one not in taken}, _EFFECTS)
    if not scores and not effects:
        # A date alone is no entry: it may be that of the list.
        return ImportPlan(fields=tuple(fields))
    notes = ""
    if day:
        notes = next((one.column for one in fields if one.field == "notes"), "")
        fields = [one for one in fields if one.field != "notes"]
    return ImportPlan(
        fields=tuple(fields), date=day, scores=scores, side_effects=effects, notes=notes
    )


def _scores(
    names: Mapping[str, str], taken: set[str], measures: Iterable[Measure]
) -> tuple[ScoreColumn, ...]:
    known: dict[str, ScoreKey] = {}
    for measure in measures:
        for name in (measure.code, measure.name, measure.short_name):
            for key in reversed(measure.keys()):
                known[_plain(name + key.moment.value + key.item)] = key
                known[_plain(name + key.item)] = key
    keys = set(known.values())
    for name, (code, moment) in _SCORES.items():
        key = ScoreKey(measure=code, moment=moment)
        if key in keys:
            known.setdefault(name, key)
    found: dict[ScoreKey, ScoreColumn] = {}
    for header, plain in names.items():
        if header not in taken and plain in known:
            key = known[plain]
            found.setdefault(
                key,
                ScoreColumn(column=header, measure=key.measure, moment=key.moment, item=key.item),
            )
    return tuple(found.values())


def _first(names: Mapping[str, str], words: Sequence[str]) -> str:
    """The header that says the foremost of these words."""
    found = [header for header, plain in names.items() if plain in words]
    return min(found, key=lambda header: words.index(names[header]), default="")


def _plain(header: str) -> str:
    return "".join(char for char in folded(header) if char.isalnum())
