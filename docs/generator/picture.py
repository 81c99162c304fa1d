"""The picture of the packages as SVG: high above low, an arrow for each import shown."""

from docs.generator.packages import Graph, circles, direct, levels

_WIDTH, _BOX, _HIGH, _STEP, _EDGE = 900, 104, 34, 92, 24
_STYLE = (
    "rect{fill:#fff;stroke:#345;stroke-width:1.2}"
    "text{font:14px sans-serif;fill:#123;text-anchor:middle}"
    "path{fill:none;stroke:#789;stroke-width:1.2;marker-end:url(#to)}"
    ".circle rect{stroke:#a00;stroke-width:2}"
)


def svg(graph: Graph) -> str:
    """Return the picture; packages in a circle of imports have a red border."""
    rows = levels(graph)
    place = {
        name: (_EDGE + (2 * at + 1) * (_WIDTH - 2 * _EDGE) // (2 * len(row)), _EDGE + _STEP * line)
        for line, row in enumerate(rows)
        for at, name in enumerate(row)
    }
    high = 2 * _EDGE + _STEP * (len(rows) - 1) + _HIGH
    turning = {name for circle in circles(graph) for name in circle}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {high}" '
            'role="img" aria-labelledby="title">',
            '<title id="title">Packages, from high to low; each imports those its arrows '
            "lead to</title>",
            f"<style>{_STYLE}</style>",
            '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" '
            'style="fill:#789;stroke:none"/></marker></defs>',
            f'<rect width="{_WIDTH}" height="{high}" style="stroke:none"/>',
            *(_arrow(place[name], place[used]) for name, used in direct(graph)),
            *(_box(name, *at, circle=name in turning) for name, at in place.items()),
            "</svg>\n",
        ]
    )


def _box(name: str, x: int, y: int, *, circle: bool) -> str:
    mark = ' class="circle"' if circle else ""
    return (
        f'<g{mark}><rect x="{x - _BOX // 2}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="5"/>'
        f'<text x="{x}" y="{y + 22}">{name}</text></g>'
    )


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    (x, y), (to_x, to_y) = start, end
    if y == to_y:  # two packages of one circle
        return f'<path d="M{x} {y} C{x} {y - 30} {to_x} {to_y - 30} {to_x} {to_y}"/>'
    y += _HIGH
    bend = (to_y - y) // 2
    return f'<path d="M{x} {y} C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}"/>'
