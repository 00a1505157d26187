"""The bundled figures belong to the bundled zones."""

from acudesk.domain.body_chart import BodySide, BodyView
from acudesk.services.body_zones import figures, list_zones


def test_every_zone_is_drawn_in_its_own_view_and_nothing_else_is_drawn() -> None:
    drawn = {figure.view: {shape.zone for shape in figure.shapes} for figure in figures()}

    assert list(drawn) == [BodyView.FRONT, BodyView.BACK, BodyView.LEFT, BodyView.RIGHT]
    assert all(zone.code in drawn[zone.view] for zone in list_zones())
    assert set().union(*drawn.values()) == {zone.code for zone in list_zones()}


def test_the_patients_left_is_where_the_letters_say() -> None:
    for figure in figures():
        for shape in figure.shapes:
            left = shape.zone.endswith("_left")
            if figure.view == BodyView.FRONT:
                assert (shape.x > figure.width / 2) == left, shape.zone
            elif figure.view == BodyView.BACK:
                assert (shape.x < figure.width / 2) == left, shape.zone
            else:
                assert BodySide(figure.view) == shape.zone.rsplit("_", 1)[1]


def test_from_the_back_the_zones_follow_the_nerve_downwards() -> None:
    back = next(figure for figure in figures() if figure.view == BodyView.BACK)
    heights = {shape.zone: shape.y for shape in back.shapes}
    path = (
        "back_upper",
        "back_mid",
        "back_lumbar_l1_3",
        "back_lumbar_l4_5",
        "gluteal_upper",
        "gluteal_lower",
        "thigh_back_upper",
        "thigh_back_lower",
        "knee_back",
        "calf_upper",
        "calf_lower",
        "heel",
    )

    places = [heights[f"{zone}_left"] for zone in path]
    assert places == sorted(places)
    assert [heights[f"{zone}_right"] for zone in path] == places
