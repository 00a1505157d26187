"""Draws the figures of the body chart into `resources/body`: `python -m scripts.draw_body`.

Skin and borders of zones stand here as points of smooth lines, in units of which a figure is some
480 high. Of the front and of the back one half is drawn, the one to the right of the viewer, and
mirrored; 0 is the middle. Zones are cut out of the skin in their order, so that neighbours share
their border and nothing is left over.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QTransform

from scripts.body_lines import (
    FAR,
    Cells,
    Point,
    above,
    below,
    cut,
    data,
    joined,
    left_of,
    line,
    middle,
    mirrored,
    number,
    parts,
    right_of,
    smooth,
)

Drawing = tuple[QPainterPath, Cells, list[QPainterPath]]
"""The skin, the zones, and lines for the eye."""
HEIGHT = 484.0
HALF_WIDTH = 100.0
HEAD = line("0,7 9,8.5 17,14 21.5,24 22.3,36!")
EAR = line("22.3,36! 24.6,36 25.4,40 24.2,46.5 21.8,49!")
JAW = line("21.8,49! 20.3,56 17.6,62 14.2,67!")
NECK = line("14.2,67! 13.8,75 15.6,82.5 24,88.6 37,93 48.5,98.5 56.2,108")
ARM_OUTSIDE = line("59.5,122 61.5,140 63.5,158 66.5,175 71,190 75.5,207 79.5,226 82.5,240")
THUMB = line("86.5,246 91.5,254 95.5,263 97.4,269.5 96,272 93.6,270.5 90.3,265 87.8,261.5!")
FINGERS = line("89.2,270 90.2,279 89,288 85.2,291.5 80.5,290 76.5,284 73.2,273 71.5,260 72.3,249")
ARM_INSIDE = line("72.6,241 69,226 63.5,209 57.5,192 53.5,176 50,158 46.5,142 43,131!")
TRUNK = line("41.5,143 38.5,157 35.5,170 34.2,181 35.6,194 39.2,209 42,224 43.2,238")
LEG_OUTSIDE = line(
    "42.8,256 41,280 37.8,305 34.2,328 32.4,342 32.5,354 34,367 34.6,382 32.6,402 "
    "29,424 27,440 26.8,449"
)
FOOT_FRONT = line("29,456 34,465 37.5,472 36,476.5 27,478 19,477.5 14.5,473 14,463 14.8,454")
FOOT_BACK = line("28.2,456 30.5,464 33.8,470 32,475 23,477 15.5,475.5 13,469 13.8,461 15.2,453")
LEG_INSIDE = line(
    "14.6,444 13.4,426 10.6,404 8.6,384 8.6,370 10,358 10.2,346 8.6,330 6,305 3.4,280 "
    "1.2,258 0,247!"
)
SOLE = line(
    "56.5,411 61,407.5 67.5,408.5 73,413 74.5,421 73,433 71.6,446 71,458 66.5,465.5 "
    "60.5,465.8 57.2,460 58,449 60.2,438 58.6,428 55.2,419"
)
TOES = (
    (58.4, 401.6, 3.9, 5),
    (65, 401.8, 2.5, 3.6),
    (69.8, 403.8, 2.2, 3.2),
    (73.7, 407, 2, 2.8),
    (76.6, 411, 1.8, 2.5),
)
ARM_DIVIDE = right_of("43,131! 43.6,150 46,180 57,238 60,320")
SHOULDER_DIVIDE = right_of("21,70 25,92 34,104 40,118 43,131!")


def whole(foot: list[Point]) -> QPainterPath:
    """The skin of a figure seen from the front or from behind."""
    half: list[Point] = []
    for part in (
        HEAD,
        EAR[1:],
        JAW[1:],
        NECK[1:],
        ARM_OUTSIDE,
        THUMB,
        FINGERS,
        ARM_INSIDE,
        TRUNK,
        LEG_OUTSIDE,
        foot,
        LEG_INSIDE,
    ):
        half.extend(part)
    return smooth([*half, *mirrored(half[1:-1])], closed=True)


def arm_cells(suffix: dict[str, str]) -> list[tuple[str, QPainterPath | None]]:
    """Down the arm, each border square to it."""
    return [
        (suffix["shoulder"], above("36,136 43,131.5 54,134 70,128")),
        (suffix["upper_arm"], above("40,168 52,167 66,162 80,155")),
        (suffix["elbow"], above("40,196 58,191 72,185 90,176")),
        (suffix["forearm"], above("50,238 70,232 81,228 95,222")),
        (suffix["wrist"], above("50,253 72,248.5 85,244 100,238")),
        (suffix["hand"], None),
    ]


def split(skin: QPainterPath) -> tuple[QPainterPath, QPainterPath]:
    """The arm with its shoulder, and all the rest, of one half."""
    half = QPainterPath()
    half.addRect(0, 0, FAR, FAR)
    side = skin.intersected(half)
    upper = SHOULDER_DIVIDE.intersected(above("-10,131 43,131! 400,131"))
    upper = upper.intersected(below("-10,76 400,76"))
    lower = ARM_DIVIDE.intersected(below("-10,131 43,131! 400,131"))
    reach = QPainterPath()
    reach.addRect(0, 0, FAR, 320)
    arm = side.intersected(upper.united(lower)).intersected(reach)
    return arm, side.subtracted(arm)


def front() -> Drawing:
    """The front: the skin, the zones of the half, the lines of the half."""
    skin = whole(FOOT_FRONT)
    arm, trunk = split(skin)
    names = {
        "shoulder": "shoulder_front",
        "upper_arm": "upper_arm_front",
        "elbow": "elbow_front",
        "forearm": "forearm_front",
        "wrist": "wrist_front",
        "hand": "palm",
    }
    chin = above("-5,73.4 0,73.4 7.5,71.8 14.2,67 22,60 40,58")
    zones = cut(arm, arm_cells(names)) + cut(
        trunk,
        [
            ("head_front", above("-5,24.5 0,24.5 10,25.5 18,30 30,38")),
            ("face", above("-5,57 0,57 8,56 13.5,50 16,42 24,34 40,20")),
            ("jaw", chin),
            ("neck_front", above("-5,93 0,93 8,90.5 17,86 30,76")),
            ("chest", above("-5,149 0,149 8,151 22,155 50,156")),
            ("abdomen_upper", above("-5,187 0,187 20,187 50,185")),
            ("abdomen_lower", above("-5,234 0,234 9,232 21,222 33,209 50,198")),
            ("groin", above("-5,252 4,250.5 13,243.5 25,236 50,226")),
            (
                "thigh_inner",
                above("-5,331 20,331 50,331").intersected(
                    left_of("13,230 16.5,270 18,300 18.4,340")
                ),
            ),
            ("thigh_front", above("-5,331 20,331 50,331")),
            ("knee_front", above("-5,363 20,366 50,362")),
            (
                "shin_inner",
                above("-5,437 20,437 50,437").intersected(
                    left_of("20.6,350 20.6,380 20.2,410 20.6,445")
                ),
            ),
            ("shin_outer", above("-5,437 20,437 50,437")),
            ("ankle_front", above("-5,456 14,454.5 22,457 50,455")),
            ("big_toe_side", left_of("21.6,445 21.8,460 22,470 22,490")),
            ("foot_top", None),
        ],
    )
    lines = [
        smooth("0,73.4 7.5,71.8 14.2,67"),
        smooth("4,92.5 12,91 24,93 38,97"),  # collarbone
        smooth("9,137.5 17,139.5 27,138 35,132.5"),  # chest
        smooth("0,186.5 1.1,188.5 0,190.5"),  # navel
        smooth("14.5,349 16,356 21,359.5 26.5,356 28,349"),  # kneecap
        smooth("15.5,339 18,335.5 22,334.5"),
        smooth("25,446 23.4,449.5"),
        smooth("79.5,290 79.2,281 78,273"),  # between the fingers
        smooth("83,291.5 83.2,281 82.2,272"),
        smooth("86.9,290.8 86.9,281 86,272"),
        smooth("87.8,261.5 84.5,255 83,250"),
        smooth("21.6,477.6 21.6,471"),  # between the toes
        smooth("25.6,477.8 25.4,472"),
        smooth("29.4,477.6 28.9,472.2"),
        smooth("33,477 32.2,472"),
    ]
    return skin, zones, lines


def back() -> Drawing:
    """The back: the skin, the zones of the half, the lines of the half."""
    skin = whole(FOOT_BACK)
    arm, trunk = split(skin)
    names = {
        "shoulder": "shoulder_back",
        "upper_arm": "upper_arm_back",
        "elbow": "elbow_back",
        "forearm": "forearm_back",
        "wrist": "wrist_back",
        "hand": "hand_back",
    }
    zones = cut(arm, arm_cells(names)) + cut(
        trunk,
        [
            ("head_back", above("-5,62 0,62 10,61.5 16,59 22,54 40,54")),
            ("neck_back", above("-5,93 0,93 9,90.5 17,86 30,76")),
            ("back_upper", above("-5,130 0,130 22,130 50,131")),
            ("back_mid", above("-5,160 0,160 20,160 50,158")),
            ("back_lumbar_l1_3", above("-5,183 0,183 20,183 50,182")),
            ("back_lumbar_l4_5", above("-5,205 0,205 12,204 26,200 50,194")),
            (
                "sacrum",
                left_of("10.5,195 10.5,206 9,218 5,230 -1,240").intersected(above("-5,240 20,240")),
            ),
            (
                "sacroiliac",
                left_of("21,190 20.5,205 17.5,219 11,231 -2,242").intersected(
                    above("-5,240 30,240")
                ),
            ),
            ("gluteal_upper", above("-5,232 10,231 24,228 50,220")),
            ("gluteal_lower", above("-5,254 2,256 9,261 20,262.5 32,258 50,248")),
            ("thigh_back_upper", above("-5,297 20,297 50,297")),
            ("thigh_back_lower", above("-5,332 20,332 50,332")),
            ("knee_back", above("-5,360 20,361 50,360")),
            ("calf_upper", above("-5,394 20,396 50,394")),
            ("calf_lower", above("-5,430 20,430 50,430")),
            ("heel", None),
        ],
    )
    sole = smooth(SOLE, closed=True)
    for x, y, wide, high in TOES:
        sole.addEllipse(QPointF(x, y), wide, high)
    zones.append(("sole", sole))
    lines = [
        smooth("0,95 0,130 0,180 0,204"),  # spine
        smooth("0,238 0.6,244 0,252"),
        smooth("0,252 3,258 10,261.5 20,262.5 28,260.5"),  # under the buttock
        smooth("13,103 11.5,114 14,127 19,137 24,139 30,133 34,124"),
        smooth("14,347 20,349 28,346.5"),  # back of the knee
        smooth("12.5,393 15.5,402 20.5,405 25,402 29.5,391"),
        smooth("17.6,432 18.4,446 17.4,458"),
        smooth("23.6,432 23,446 24.2,458"),
        smooth("57,180 60.5,183.5 64.5,180.5"),
        smooth("79.5,290 79.2,281 78,273"),
        smooth("83,291.5 83.2,281 82.2,272"),
        smooth("86.9,290.8 86.9,281 86,272"),
        smooth("87.8,261.5 84.5,255 83,250"),
        smooth("12,206.5 12.9,207.9 12,209.3"),  # dimple
        sole,
    ]
    return skin, zones, lines


# --------------------------------------------------------------------------------- the side
# The patient's left side: he looks to the left of the viewer.

SIDE_LEFT, SIDE_RIGHT = -72.0, 44.0
PROFILE = line(
    "2,7 -9,9.5 -18,18 -21.5,28 -21.6,34 -20.6,38 -23,43.5 -26.4,48.6 -25.4,51.2 "
    "-21.9,52.2! -22.6,55.3 -21.4,57.3! -22.2,60 -20.4,62.8 -21.2,67.5 -18.5,72.2 "
    "-12.5,73 -6.5,74.5 -6,80 -7.5,87 -12,94 -18.5,104 -24,117 -26.2,130 -25.4,144 "
    "-23.2,159 -22.2,174 -23.6,190 -24.2,206 -22.6,222 -20.6,236 -21.4,252 -22.6,270 "
    "-21.8,292 -19.4,314 -17.2,330 -17.6,342 -16.4,353 -12.8,364 -11.4,380 -9.8,402 "
    "-8.2,424 -8,440 -10,450 -18,458.5 -29,464.5 -38,468.5 -42,472.5 -40.5,476.5 "
    "-33,478 -15,476.8 0,477.6 11,478 15.2,474.5 15.6,466 12.8,456 10.2,445 9.4,432 "
    "12.4,414 17.4,394 18.6,379 15.8,364 11.8,351 12,338 15.4,318 19,294 21.4,274 "
    "23.6,260 29.5,249 33.4,236 33.2,224 28.6,210 21.8,197 18,184 18.2,171 22,154 "
    "26.2,134 26.6,118 22.6,104 15.6,93.5 11.4,84 11.4,73 15,64 21.6,55 25.2,43 "
    "23.6,27 15.5,13.5"
)
ARM_SIDE = line(
    "1.5,97.5 10,101 14.6,110 15,123 12.8,139 11.2,156 11.6,170 9.6,183 2.5,194.5 "
    "-7.6,208 -18,221.6 -24.4,230.5 -29.4,240 -36,251 -43.5,262.5 -50,269.6 "
    "-54.4,269.8 -54.6,265.5 -50.8,257.5 -50.6,252! -55.4,253.4 -60.4,253 -61.4,249.4 "
    "-57,246.6 -51,242.6 -45,235.6 -38.6,228.6 -33.8,223.4 -28,212.6 -20.6,198 "
    "-12.8,184 -7.6,170 -7.4,154 -9.4,138 -11.4,122 -10.4,108 -6,100.2"
)


def side() -> Drawing:
    """The left side: the skin, the zones, the lines."""
    body, arm = smooth(PROFILE, closed=True), smooth(ARM_SIDE, closed=True)
    zones = cut(
        arm,
        [
            ("shoulder_side", above("-30,128 0,131 30,128")),
            ("upper_arm_outer", above("-30,164 0,165 30,164")),
            ("elbow_outer", above("-60,150 -19,189 -3,203 30,230")),
            ("forearm_outer", above("-80,190 -39,222 -24,235.5 0,256")),
            ("hand_outer", None),
        ],
    )
    front_edge = right_of(
        "-8,95 -15,110 -15,150 -11,190 -11,222 -11,260 -10.6,300 -8.6,335 -8,350 "
        "-6.4,380 -4.6,420 -4,440"
    )
    back_edge = right_of(
        "8,95 16,110 16.5,150 9,190 14,205 17,222 15,250 10,275 8.4,300 6.4,335 "
        "6.6,350 7,380 5,420 5,436"
    )
    trunk = body.subtracted(arm)
    head = above("-40,76 -12,74 0,70 6,66 12,61.5 40,50")

    def band(
        front: Cells, back: Cells, middle: tuple[str, QPainterPath]
    ) -> list[tuple[str, QPainterPath]]:
        """What is seen of the front and of the back, and between them one zone of the side."""
        return [
            *((code, edge.subtracted(front_edge)) for code, edge in front),
            *((code, edge.intersected(back_edge)) for code, edge in back),
            middle,
        ]

    breast, ribs, mid = (
        above("-40,131 0,131 40,130"),
        above("-40,152 0,155 40,160"),
        above("-40,183 40,183"),
    )
    crest = above("-40,207 -11,206 4,203 14,203 40,206")
    buttock, fold = (
        above("-40,230 0,230 40,231"),
        above("-40,250 -11,254 0,257 12,260 24,261 40,258"),
    )
    thigh, over_knee, knee = (
        above("-40,297 40,297"),
        above("-40,331 40,332"),
        above("-40,360 0,363 40,360"),
    )
    calf, shin = above("-40,396 40,396"), above("-40,433 40,433")
    zones += cut(
        trunk,
        [
            ("head_front", above("-40,25 -21,25 -10,26 -4,20 -2,-10")),
            ("jaw", head.intersected(below("-40,57 -16,57 -8,54 -1,47 4,46 7,66 8,80"))),
            ("face", head.intersected(left_of("-14,0 -12,26 -12,45 -10,60 -10,90"))),
            ("head_side", head.intersected(left_of("6,-20 8,20 12,40 10,50 8,80"))),
            ("head_back", head),
            (
                "neck_front",
                above("-40,92 -10,92 -3,86 -2,84 40,80").intersected(
                    left_of("-4,60 -2.6,74 -2.4,84 -4,100")
                ),
            ),
            (
                "neck_side",
                above("-40,95 -10,94 0,96.5 14,92 40,84").intersected(
                    left_of("6,60 6.6,74 8,86 11,100")
                ),
            ),
            ("neck_back", above("-40,95 -10,94 0,97 14,92 40,84")),
            *band([("chest", ribs)], [("back_upper", breast), ("back_mid", ribs)], ("ribs", ribs)),
            *band(
                [("abdomen_upper", mid), ("abdomen_lower", crest)],
                [("back_lumbar_l1_3", mid), ("back_lumbar_l4_5", crest)],
                ("flank", crest),
            ),
            *band(
                [("abdomen_lower", buttock), ("groin", fold)],
                [("gluteal_upper", buttock), ("gluteal_lower", fold)],
                ("hip", fold),
            ),
            *band(
                [("thigh_front", over_knee)],
                [("thigh_back_upper", thigh), ("thigh_back_lower", over_knee)],
                ("thigh_outer", over_knee),
            ),
            *band([("knee_front", knee)], [("knee_back", knee)], ("knee_outer", knee)),
            *band(
                [("shin_outer", shin)],
                [("calf_upper", calf), ("calf_lower", shin)],
                ("leg_outer", shin),
            ),
            (
                "ankle_front",
                above("-40,440 -12,456 -4,452 0,430").intersected(left_of("-4,420 -4,440 -5,470")),
            ),
            ("heel", right_of("4.4,420 4.4,440 6,452 5,464 4,490")),
            ("ankle_outer", above("-40,450 -6,456 0,460 6,461 40,462")),
            ("foot_outer", below("-60,478 -40,473 -26,468.5 -12,461 -4,456 10,450")),
            ("foot_top", None),
        ],
    )
    merged: dict[str, QPainterPath] = {}
    for code, path in zones:
        merged[code] = merged[code].united(path) if code in merged else path
    lines = [
        smooth("1.5,37 4.2,35.4 6.6,38 5.6,43.5 3,48 1.2,47"),  # ear
        smooth("1.5,37 2.4,42 1.2,47"),
        smooth("-12.5,73 -7,70 -2,63 -0.4,55"),  # jaw
        smooth("24,259.6 17,261.5 11,260"),
        smooth("-13.6,340 -15,346 -12.6,351.5"),
        smooth("-1.4,446 1.6,444 4,447 2.6,451.4 -0.8,451"),  # ankle
        smooth("-39,476 -37.6,472.6"),
        smooth("-50.6,252 -45.4,246.4 -42,243"),
    ]
    skin = body.united(arm)
    return skin, list(merged.items()), [*lines, arm]


def written(
    view: str, width: float, skin: QPainterPath, zones: Cells, lines: Sequence[QPainterPath]
) -> str:
    """One figure as the text of an SVG file."""
    edge = data(joined(parts(skin)), closed=True)
    strokes = "".join(data(stroke, closed=False) for stroke in lines)
    body = []
    for code, path in zones:
        clean = joined(parts(path))
        x, y, room = middle(clean)
        place = f"{number(x)} {number(y)} {number(room)}"
        body.append(f'    <path id="{code}" data-middle="{place}" d="{data(clean, closed=True)}"/>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {HEIGHT:g}">',
            f"  <title>The {view} of the body</title>",
            '  <g fill="#eef2f3" stroke="#b8c4ca" stroke-width="0.6" stroke-linejoin="round">',
            *body,
            "  </g>",
            '  <g fill="none" stroke="#58686f" stroke-linecap="round" stroke-linejoin="round">',
            f'    <path id="lines" stroke-width="0.7" d="{strokes}"/>',
            f'    <path id="outline" stroke-width="1.2" d="{edge}"/>',
            "  </g>",
            "</svg>",
            "",
        ]
    )


def drawn() -> dict[str, str]:
    """The text of each file."""
    files = {}
    move, turn = QTransform.fromTranslate(HALF_WIDTH, 0), QTransform.fromScale(-1, 1)
    for view, figure, near, far in (
        ("front", front, "left", "right"),
        ("back", back, "right", "left"),
    ):
        skin, zones, lines = figure()
        both = [(f"{code}_{near}", move.map(path)) for code, path in zones]
        both += [(f"{code}_{far}", move.map(turn.map(path))) for code, path in zones]
        strokes = [move.map(stroke) for stroke in lines] + [
            move.map(turn.map(stroke)) for stroke in lines
        ]
        files[view] = written(view, HALF_WIDTH * 2, move.map(skin), both, strokes)
    skin, zones, lines = side()
    width = SIDE_RIGHT - SIDE_LEFT
    for view, place in (
        ("left", QTransform.fromTranslate(-SIDE_LEFT, 0)),
        ("right", turn * QTransform.fromTranslate(SIDE_RIGHT, 0)),
    ):
        shown = [(f"{code}_{view}", place.map(path)) for code, path in zones]
        files[view] = written(
            f"{view} side", width, place.map(skin), shown, [place.map(stroke) for stroke in lines]
        )
    return files


def main(folder: Path) -> None:
    """Write the figures."""
    for view, text in drawn().items():
        (folder / f"{view}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(__file__).resolve().parents[1] / "resources" / "body")
