"""The picture of the packages as SVG: high above low, an arrow for each import shown."""

from docs.generator.packages import Graph, direct, levels, short

_WIDTH, _BOX, _HIGH, _STEP, _EDGE = 760, 100, 34, 74, 20
_STYLE = (
    "rect{fill:#fff;stroke:#345;stroke-width:1.2}"
    "text{font:14px sans-serif;fill:#123;text-anchor:middle}"
    "path{fill:none;stroke:#789;stroke-width:1.2;marker-end:url(#to)}"
)
_HEAD = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#789;stroke:none"/></marker></defs>'
)


def svg(graph: Graph) -> str:
    """Return the picture; it needs nothing but itself."""
    rows = levels(graph)
    place = {
        name: (_across(at, len(row)), _EDGE + _STEP * line)
        for line, row in enumerate(rows)
        for at, name in enumerate(row)
    }
    high = 2 * _EDGE + _STEP * (len(rows) - 1) + _HIGH
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {high}" '
            f'width="{_WIDTH}" height="{high}" role="img" aria-labelledby="title">',
            '<title id="title">The packages from high to low, with their imports</title>',
            f"<style>{_STYLE}</style>",
            _HEAD,
            f'<rect width="{_WIDTH}" height="{high}" style="stroke:none"/>',
            *(_arrow(place[name], place[used]) for name, used in direct(graph)),
            *(_box(short(name), *at) for name, at in place.items()),
            "</svg>\n",
        ]
    )


def _across(at: int, many: int) -> int:
    """Return where a box of a row stands, so that the rows are spread over the middle."""
    return _WIDTH // 2 + (2 * at - many + 1) * _WIDTH // 7


def _box(name: str, x: int, y: int) -> str:
    return (
        f'<rect x="{x - _BOX // 2}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="5"/>'
        f'<text x="{x}" y="{y + 22}">{name}</text>'
    )


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    (x, y), (to_x, to_y) = start, end
    y += _HIGH
    bend = (to_y - y) // 2
    if x == to_x and to_y - y > _STEP:  # goes around the boxes between
        side = _BOX if x >= _WIDTH // 2 else -_BOX
        return f'<path d="M{x} {y} C{x + side} {y + bend} {x + side} {to_y - bend} {to_x} {to_y}"/>'
    return f'<path d="M{x} {y} C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}"/>'
