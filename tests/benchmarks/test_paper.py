"""The patient's page, warm, beside its two engines alone: Matplotlib's SVG and typst."""

import json

import typst
from pytest_benchmark.fixture import BenchmarkFixture

from acudesk import paths
from acudesk.bootstrap import Services
from acudesk.charts.style import load_style
from acudesk.charts.trend import svg_bytes, trend_figure
from acudesk.reports import patient_page, typesetting
from acudesk.services.reports import ReportFormat, render
from tests.benchmarks.measuring import Row, compare, report, seconds
from tests.benchmarks.practices import course_of

ROUNDS = 15


def test_page(benchmark: BenchmarkFixture, services: Services) -> None:
    patient = course_of(services, 12).patient
    data = services.reports.page_data(patient.id)
    figure = trend_figure(data.trend, load_style("paper"), data.page.chart_size)
    source = typesetting.source(patient_page.TEMPLATE)
    assert len(data.trend.panels) == 3
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(paths.resource_folder("fonts"))]
    )
    pages: list[bytes] = []

    def ours(form: ReportFormat = "pdf") -> None:
        pages.append(render(services.reports.page_data(patient.id), form))

    def bare() -> None:
        plain = patient_page.page_values(data.page, svg_bytes(figure))
        inputs = {"data": json.dumps(plain, ensure_ascii=False)}
        compiled = typst.Compiler(source, font_paths=fonts).compile(
            source,
            sys_inputs=inputs,
            timestamp=0,
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
        )
        assert isinstance(compiled, bytes)
        pages.append(compiled)

    compare(
        benchmark,
        "the patient's page as PDF, warm",
        lambda: seconds(ours),
        lambda: seconds(bare),
        bare_what="the figure as SVG and typst's compile",
        rounds=ROUNDS,
    )
    assert all(page.startswith(b"%PDF") and len(page) > 20_000 for page in pages)
    assert pages[-1] == pages[-2]  # the same page, byte for byte
    report(
        benchmark,
        Row(what="the patient's page as PNG, warm", ours=seconds(lambda: ours("png"))),
    )
    assert pages[-1].startswith(b"\x89PNG")
