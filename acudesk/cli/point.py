"""`acudesk point`: what is made of points as they are typed."""

import click

from acudesk.cli.console import Json, write_json, write_table
from acudesk.domain.errors import DomainError
from acudesk.domain.point_mention import Mention, quoted
from acudesk.domain.points import point_side_name
from acudesk.translation import ntr, tr


@click.command(
    "point",
    short_help=tr("Say what points mean as they are typed."),
    help=tr(
        "Say what AcuDesk makes of points as they are typed: "
        "bl23 l, UB-40 x2, GV3-6, zusanli, one ashi. Ends with 1 when one is refused."
    ),
)
@click.argument("text", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help=tr("As JSON."))
def command(text: tuple[str, ...], as_json: bool) -> None:
    """Read points; no practice is opened."""
    from acudesk.services.points import point_library

    # `bl23 bl40` are two arguments and two points, `one ashi` two arguments and one point.
    each = [mention for one in text for mention in point_library().parse(one)]
    joined = list(point_library().parse(" ".join(text)))
    mentions = joined if _refusals(joined) < _refusals(each) else each
    if as_json:
        write_json([_table(mention) for mention in mentions])
    elif mentions:
        write_table(
            (tr("Typed"), tr("Code"), tr("Name"), tr("Side"), tr("Needles"), ""),
            [row for mention in mentions for row in _rows(mention)],
            right=(tr("Needles"),),
        )
    if not mentions:
        raise DomainError(tr("No point was typed."))
    refused = [mention for mention in mentions if mention.trouble]
    if len(refused) == 1:
        raise DomainError(refused[0].trouble)
    if refused:
        raise DomainError(
            ntr(
                "{n} is refused: {which}.",
                "{n} are refused: {which}.",
                len(refused),
                which=", ".join(quoted(mention.text) for mention in refused),
            )
        )


def _refusals(mentions: list[Mention]) -> int:
    return sum(bool(mention.trouble) for mention in mentions)


def _table(mention: Mention) -> dict[str, Json]:
    point, side = mention.point, mention.meant_side
    return {
        "text": mention.text,
        "code": point.code if point else None,
        "pinyin": point.pinyin if point else None,
        "hanzi": (point.hanzi or None) if point else None,
        "side": side.value if point and side else None,
        "count": mention.needles if point else None,
        "candidates": [
            {"code": one.code, "pinyin": one.pinyin, "hanzi": one.hanzi or None}
            for one in mention.candidates
        ],
        "error": mention.trouble or None,
    }


def _rows(mention: Mention) -> list[tuple[str, str, str, str, str, str]]:
    typed = quoted(" ".join(mention.text.split()))
    if point := mention.point:
        side = point_side_name(mention.meant_side)
        name = f"{point.pinyin} {point.hanzi}".strip()
        return [(typed, point.code, name, side, str(mention.needles), "")]
    if not mention.candidates:
        return [(typed, "", "", "", "", mention.trouble)]
    return [
        (typed if one is mention.candidates[0] else tr("or"), one.code, one.pinyin, "", "", hint)
        for one, hint in zip(
            mention.candidates,
            (tr("one name, several points"), *("" for _ in mention.candidates[1:])),
            strict=True,
        )
    ]
