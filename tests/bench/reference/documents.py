"""Sets one typed document with another engine, as often as asked, and says what it cost.

    documents.py ENGINE FONTS NUMBER COUNT < document.json

ENGINE is typst, weasyprint or reportlab; FONTS the folder of the four faces of Inter; NUMBER a text that
stands for the number of the document and is replaced by another one for each of the COUNT copies, so that
no engine is asked twice for the very same. One copy is set before anything is measured. The answer is one
JSON object on standard output: pages, bytes, milliseconds of processor time and on the clock for each
copy, the peak of resident memory in MiB, what the file claims to be, and the engine with its version.
"""

import io
import json
import os
import re
import resource
import sys
import time
from html import escape

HERE = os.path.dirname(os.path.abspath(__file__))
FACES = {
    (400, "normal"): "Inter_400Regular.ttf",
    (400, "italic"): "Inter_400Regular_Italic.ttf",
    (600, "normal"): "Inter_600SemiBold.ttf",
    (700, "normal"): "Inter_700Bold.ttf",
}
FILLS = ["#1d4f8f", "#969696", "#d7d7d7"]


def bars_of(drawing):
    """Every kind of chart as rows of (name, [(share of the width, label)])."""
    if "Bars" in drawing:
        most = max(bar["value"] for bar in drawing["Bars"])
        return [(bar["name"], [(bar["value"] / most, bar["label"])]) for bar in drawing["Bars"]]
    if "BudgetAgainstUsed" in drawing:
        bars = drawing["BudgetAgainstUsed"]
        most = max(bar["budget"]["value"] for bar in bars)
        return [
            (
                bar["name"],
                [
                    (bar["used"]["value"] / most, bar["used"]["label"]),
                    ((bar["budget"]["value"] - bar["used"]["value"]) / most, bar["budget"]["label"]),
                ],
            )
            for bar in bars
        ]
    stacked = drawing["Stacked"]
    most = max(sum(share["value"] for share in bar["shares"]) for bar in stacked["bars"])
    names = [part["name"].lower() for part in stacked["parts"]]
    return [
        (
            bar["name"],
            [
                (0.7 * share["value"] / most, f"{share['label']} {name}")
                for share, name in zip(bar["shares"], names)
            ],
        )
        for bar in stacked["bars"]
    ]


def numbers_of(chart):
    """The table below a chart whose numbers stand nowhere else, as rows of texts."""
    if chart["numbers"] != "FromDrawing":
        return None
    stacked = chart["drawing"]["Stacked"]
    heads = [""] + [part["name"] for part in stacked["parts"]]
    rows = [[bar["name"]] + [share["label"] for share in bar["shares"]] for bar in stacked["bars"]]
    return heads, rows


def words(rich):
    return "".join(piece["text"] for piece in rich)


# --- typst: PDF/A-2a and PDF/UA-1 in one file, like ours ---------------------------------------------


def typst(fonts):
    import typst as engine

    with open(os.path.join(HERE, "documents.typ"), "rb") as file:
        template = file.read()

    def rendered(document):
        return engine.compile(
            template,
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(document)},
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
        )

    return rendered, "PDF/A-2a and PDF/UA-1"


# --- WeasyPrint: tagged, PDF/A-2a; one standard a file -------------------------------------------------


def html_rich(rich):
    parts = []
    for piece in rich:
        text = escape(piece["text"]).replace("\n", "<br>")
        if piece["language"]:
            text = f'<span lang="{escape(piece["language"])}">{text}</span>'
        if piece["style"] == "Strong":
            text = f"<strong>{text}</strong>"
        if piece["style"] == "Emphasis":
            text = f"<em>{text}</em>"
        if piece["link"] and "Web" in piece["link"]:
            text = f'<a href="{escape(piece["link"]["Web"])}">{text}</a>'
        if piece["note"]:
            text += f'<span class="note">{escape(piece["note"])}</span>'
        parts.append(text)
    return "".join(parts)


def html_table(table):
    right = [column["align"] == "Right" for column in table["columns"]]
    count = len(right)

    def row(cells, tag):
        text, column = "", 0
        for cell in cells:
            align = ' class="r"' if right[min(column, count - 1)] else ""
            spans = f' colspan="{cell["columns"]}" rowspan="{cell["rows"]}"'
            name = "th" if column == 0 or tag == "th" else "td"
            text += f"<{name}{align}{spans}>{html_rich(cell['text'])}</{name}>"
            column += cell["columns"]
        return text

    text = f"<table><caption>{escape(table['caption'])}</caption><thead>"
    if table["groups"]:
        groups = (f'<th colspan="{g["columns"]}">{escape(g["head"])}</th>' for g in table["groups"])
        text += "<tr>" + "".join(groups) + "</tr>"
    heads = (f'<th{" class=r" if r else ""}>{escape(c["head"])}</th>' for c, r in zip(table["columns"], right))
    text += "<tr>" + "".join(heads) + "</tr></thead><tbody>"
    for each in table["rows"]:
        if each["kind"] == "Section":
            text += f'<tr><th colspan="{count}">{html_rich(each["cells"][0]["text"])}</th></tr>'
        else:
            text += "<tr>" + row(each["cells"], "th" if each["kind"] == "Sum" else "td") + "</tr>"
    if table["total"]:
        text += "<tr>" + row(table["total"], "th") + "</tr>"
    return text + "</tbody></table>"


def html_chart(chart):
    rows, y = "", 0
    for name, values in bars_of(chart["drawing"]):
        rows += f'<text x="0" y="{y + 8}">{escape(name)}</text>'
        x = 100
        for (share, label), fill in zip(values, FILLS):
            width = share * 255
            rows += f'<rect x="{x:.2f}" y="{y}" width="{width:.2f}" height="9" fill="{fill}"/>'
            rows += f'<text x="{x + width + 3:.2f}" y="{y + 8}">{escape(label)}</text>'
            x += width + 10 + 5 * len(label)
        y += 14
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="455" height="{y}" font-family="Inter" font-size="8.5">{rows}</svg>'
    import base64

    source = base64.b64encode(svg.encode()).decode()
    text = f"<figure><figcaption>{escape(chart['finding'])}</figcaption>"
    text += f'<img alt="{escape(chart["alt"])}" src="data:image/svg+xml;base64,{source}"></figure>'
    if numbers := numbers_of(chart):
        heads, below = numbers
        text += "<table><thead><tr>" + "".join(f"<th>{escape(h)}</th>" for h in heads) + "</tr></thead>"
        for row in below:
            text += "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        text += "</table>"
    return text


def html_block(block, place, headings):
    if block == "PageBreak":
        return '<div style="break-before: page"></div>'
    ((kind, value),) = block.items()
    items = lambda tag, rows: f"<{tag}>" + "".join(f"<li>{row}</li>" for row in rows) + f"</{tag}>"
    match kind:
        case "Heading":
            level = value["level"]
            return f'<h{level} id="h{place}">{escape(value["text"])}</h{level}>'
        case "Paragraph":
            return f"<p>{html_rich(value)}</p>"
        case "Small":
            return f'<p class="small">{html_rich(value)}</p>'
        case "Quote":
            return f"<blockquote>{html_rich(value)}</blockquote>"
        case "Bullets":
            return items("ul", map(html_rich, value))
        case "Numbered":
            return items("ol", map(html_rich, value))
        case "Facts":
            facts = (f"<dt>{escape(word)}</dt><dd>{html_rich(said)}</dd>" for word, said in value)
            return "<dl>" + "".join(facts) + "</dl>"
        case "KeyFigures":
            figures = (
                f"<div><b>{escape(f['figure'])}</b><br>{escape(f['caption'])}<br>{escape(f['against'])}</div>"
                for f in value
            )
            return '<div class="figures">' + "".join(figures) + "</div>"
        case "Table":
            return html_table(value)
        case "Chart":
            return html_chart(value)
        case "AddressField":
            recipient = "<br>".join(map(escape, value["recipient"]))
            references = "".join(f"<p><small>{escape(n)}</small><br>{escape(v)}</p>" for n, v in value["references"])
            return f'<div class="address"><div>{recipient}</div><div>{references}</div></div>'
        case "Contents":
            links = (
                f'<li><a href="#h{at}">{escape(text)}</a></li>'
                for at, level, text in headings
                if 1 < level <= value["depth"]
            )
            return '<ul class="contents">' + "".join(links) + "</ul>"
        case "Attachments":
            return items("ul", (f"{escape(a['name'])}, {escape(a['about'])}" for a in value))
    return ""


def weasyprint(fonts):
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    def style(document):
        faces = "".join(
            f'@font-face {{ font-family: Inter; font-weight: {weight}; font-style: {slope};'
            f' src: url("file://{fonts}/{file}") }}'
            for (weight, slope), file in FACES.items()
        )
        title, foot = (json.dumps(text) for text in (document["title"], f"{document['sender']} · {document['reference']}"))
        return faces + """
@page { size: A4; margin: 27mm 25mm; @bottom-left { content: %s; font: 8.5pt Inter; color: #5a6270; white-space: nowrap }
  @bottom-right { content: "Side " counter(page) " av " counter(pages); font: 8.5pt Inter; color: #5a6270 }
  @top-left { content: %s; font: 8.5pt Inter; color: #5a6270; white-space: nowrap } }
@page :first { @top-left { content: none } }
body { font: 10pt/15pt Inter; margin: 0 } p { margin: 0 0 7pt; orphans: 2; widows: 2 }
h1 { font-size: 26pt; line-height: 32pt } h2 { font: 600 16pt/22pt Inter } h3 { font: 600 11.5pt/16pt Inter }
h1, h2, h3 { break-after: avoid; margin: 14pt 0 6pt } .small { font-size: 8.5pt; color: #5a6270 }
table { width: 100%%; border-collapse: collapse; font-size: 9pt; line-height: 12.5pt; margin: 6pt 0 12pt }
th, td { text-align: left; font-weight: 400; padding: 3.5pt 4pt; border-bottom: 0.4pt solid #c8c8c8; vertical-align: top }
thead th, tr th:only-child { font-weight: 600 } .r { text-align: right } tr { break-inside: avoid }
caption, figcaption { text-align: left; font: 600 8.5pt/12pt Inter } figure { margin: 6pt 0 12pt; break-inside: avoid }
.figures, .address { display: flex; gap: 8mm } .figures div { flex: 1; font-size: 8.5pt } .figures b { font-size: 20pt }
.address { height: 60mm; justify-content: space-between } .note { float: footnote; font-size: 8.5pt }
.contents { list-style: none; padding: 0 } .contents a::after { content: leader('.') target-counter(attr(href), page) }
a { color: #1d4f8f } blockquote { border-left: 2pt solid #1d4f8f; margin: 0 0 7pt; padding-left: 8pt }
""" % (foot, title)

    def rendered(document):
        headings = [
            (place, block["Heading"]["level"], block["Heading"]["text"])
            for place, block in enumerate(document["blocks"])
            if block != "PageBreak" and "Heading" in block
        ]
        body = "".join(html_block(block, place, headings) for place, block in enumerate(document["blocks"]))
        page = f'<html lang="{document["language"]}"><head><title>{escape(document["title"])}</title></head><body>{body}</body></html>'
        known = FontConfiguration()
        sheet = CSS(string=style(document), font_config=known)
        return HTML(string=page).write_pdf(stylesheets=[sheet], font_config=known, pdf_variant="pdf/a-2a", pdf_tags=True)

    return rendered, "PDF/A-2a (not PDF/UA as well)"


# --- ReportLab: without tags -------------------------------------------------------------------------


def reportlab(fonts):
    from reportlab.graphics.shapes import Drawing, Rect, String
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import (
        BaseDocTemplate,
        CondPageBreak,
        Frame,
        KeepTogether,
        ListFlowable,
        PageBreak,
        PageTemplate,
        Paragraph,
        Spacer,
        Table,
    )
    from reportlab.platypus.tableofcontents import TableOfContents

    names = {400: "Inter", 600: "Inter-SemiBold", 700: "Inter-Bold"}
    for (weight, slope), file in FACES.items():
        name = "Inter-Italic" if slope == "italic" else names[weight]
        pdfmetrics.registerFont(TTFont(name, os.path.join(fonts, file)))
    pdfmetrics.registerFontFamily("Inter", normal="Inter", bold="Inter-Bold", italic="Inter-Italic", boldItalic="Inter-Bold")
    look = lambda name, size, leading, **more: ParagraphStyle(name, fontName=more.pop("font", "Inter"), fontSize=size, leading=leading, **more)
    body = look("body", 10, 15, spaceAfter=7)
    small = look("small", 8.5, 12, textColor=colors.HexColor("#5a6270"), spaceAfter=6)
    caption = look("caption", 8.5, 12, font="Inter-SemiBold", keepWithNext=1)
    quote = look("quote", 10, 15, leftIndent=10, spaceAfter=7)
    head = {
        1: look("h1", 26, 32, font="Inter-Bold", spaceAfter=8, keepWithNext=1),
        2: look("h2", 16, 22, font="Inter-SemiBold", spaceBefore=14, spaceAfter=6, keepWithNext=1),
        3: look("h3", 11.5, 16, font="Inter-SemiBold", spaceBefore=10, spaceAfter=4, keepWithNext=1),
    }
    narrow = {side: look(f"cell{side}", 9, 12.5, alignment=side) for side in (0, 2)}
    strong = {side: look(f"head{side}", 9, 12.5, alignment=side, font="Inter-SemiBold") for side in (0, 2)}
    figure = look("figure", 20, 24, font="Inter-Bold")
    width = A4[0] - 50 * mm

    def marked(rich, notes):
        parts = []
        for piece in rich:
            text = escape(piece["text"]).replace("\n", "<br/>")
            if piece["style"] == "Strong":
                text = f"<b>{text}</b>"
            if piece["style"] == "Emphasis":
                text = f"<i>{text}</i>"
            if piece["link"] and "Web" in piece["link"]:
                text = f'<a href="{escape(piece["link"]["Web"])}" color="#1d4f8f">{text}</a>'
            if piece["note"]:
                notes.append(piece["note"])
                text += f"<super>{len(notes)}</super>"
            parts.append(text)
        return "".join(parts)

    def table(t, notes):
        sides = [2 if column["align"] == "Right" else 0 for column in t["columns"]]
        count = len(sides)
        rows, rules = [], [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#c8c8c8")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ]

        def add(cells, looks):
            line, column = [""] * count, 0
            for text, columns in cells:
                line[column] = Paragraph(text, looks[sides[column]])
                if columns > 1:
                    rules.append(("SPAN", (column, len(rows)), (column + columns - 1, len(rows))))
                column += columns
            rows.append(line)

        if t["groups"]:
            add([(escape(group["head"]), group["columns"]) for group in t["groups"]], strong)
        add([(escape(column["head"]), 1) for column in t["columns"]], strong)
        heads = len(rows)
        for row in t["rows"]:
            if row["kind"] == "Section":
                add([(marked(row["cells"][0]["text"], notes), count)], strong)
            else:
                looks = strong if row["kind"] == "Sum" else narrow
                add([(marked(cell["text"], notes), cell["columns"]) for cell in row["cells"]], looks)
        if t["total"]:
            add([(marked(cell["text"], notes), cell["columns"]) for cell in t["total"]], strong)
        shares = sum(column["share"] for column in t["columns"])
        widths = [width * column["share"] / shares for column in t["columns"]]
        return [Paragraph(escape(t["caption"]), caption), Table(rows, widths, repeatRows=heads, style=rules), Spacer(0, 10)]

    def chart(c):
        rows = bars_of(c["drawing"])
        drawing = Drawing(width, 14 * len(rows))
        for i, (name, values) in enumerate(rows):
            y, x = 14 * (len(rows) - i - 1), 100
            drawing.add(String(0, y + 2, name, fontName="Inter", fontSize=8.5))
            for (share, label), fill in zip(values, FILLS):
                drawing.add(Rect(x, y, share * 255, 9, fillColor=colors.HexColor(fill), strokeWidth=0, strokeColor=None))
                drawing.add(String(x + share * 255 + 3, y + 2, label, fontName="Inter", fontSize=8.5))
                x += share * 255 + 10 + 5 * len(label)
        parts = [KeepTogether([Paragraph(escape(c["finding"]), caption), drawing]), Spacer(0, 10)]
        if numbers := numbers_of(c):
            heads, below = numbers
            cells = [[Paragraph(escape(text), strong[0]) for text in heads]]
            cells += [[Paragraph(escape(text), narrow[0]) for text in row] for row in below]
            parts.append(Table(cells, [width / len(heads)] * len(heads), repeatRows=1))
        return parts

    def flowables(block, notes):
        if block == "PageBreak":
            return [PageBreak()]
        ((kind, value),) = block.items()
        items = lambda rows, **more: [ListFlowable([Paragraph(marked(row, notes), body) for row in rows], **more)]
        match kind:
            case "Heading":
                return [CondPageBreak(60), Paragraph(escape(value["text"]), head[value["level"]])]
            case "Paragraph":
                return [Paragraph(marked(value, notes), body)]
            case "Small":
                return [Paragraph(marked(value, notes), small)]
            case "Quote":
                return [Paragraph(marked(value, notes), quote)]
            case "Bullets":
                return items(value, bulletType="bullet", bulletFontName="Inter", leftIndent=16)
            case "Numbered":
                return items(value, bulletType="1", bulletFontName="Inter", leftIndent=16)
            case "Facts":
                return [Paragraph(f"{escape(word)}: {marked(said, notes)}", body) for word, said in value]
            case "KeyFigures":
                cells = [[Paragraph(escape(f["figure"]), figure), Paragraph(escape(f["caption"]), small), Paragraph(escape(f["against"]), small)] for f in value]
                return [Table([cells], [width / len(cells)] * len(cells)), Spacer(0, 8)]
            case "Table":
                return table(value, notes)
            case "Chart":
                return chart(value)
            case "AddressField":
                recipient = [Paragraph(escape(line), body) for line in value["recipient"]]
                references = [Paragraph(f"{escape(name)}: {escape(said)}", small) for name, said in value["references"]]
                return [Table([[recipient, references]], [width - 60 * mm, 60 * mm], [60 * mm])]
            case "Contents":
                contents = TableOfContents()
                contents.levelStyles = [look(f"toc{i}", 10, 15, leftIndent=12 * i) for i in range(3)]
                contents.dotsMinLevel = 0
                return [contents]
            case "Attachments":
                return [Paragraph(f"{escape(a['name'])}, {escape(a['about'])}", body) for a in value]
        return []

    class Sheets(BaseDocTemplate):
        def afterFlowable(self, flowable):
            style = getattr(flowable, "style", None)
            if getattr(style, "name", "") in ("h2", "h3"):
                level = int(style.name[1]) - 1
                key = f"h{self.seq.nextf('heading')}"
                self.canv.bookmarkPage(key)
                self.notify("TOCEntry", (level, flowable.getPlainText(), self.page, key))

    def rendered(document):
        def furniture(canvas, sheets):
            canvas.setFont("Inter", 8.5)
            canvas.setFillColor(colors.HexColor("#5a6270"))
            canvas.drawString(25 * mm, 15 * mm, f"{document['sender']} · {document['reference']}")
            canvas.drawRightString(A4[0] - 25 * mm, 15 * mm, f"Side {sheets.page}")
            if sheets.page > 1:
                canvas.drawString(25 * mm, A4[1] - 18 * mm, document["title"])

        out = io.BytesIO()
        sheets = Sheets(out, pagesize=A4, title=document["title"], author=document["sender"], lang=document["language"])
        frame = Frame(25 * mm, 27 * mm, width, A4[1] - 54 * mm, 0, 0, 0, 0)
        sheets.addPageTemplates([PageTemplate(frames=[frame], onPage=furniture)])
        notes = []
        story = [flowable for block in document["blocks"] for flowable in flowables(block, notes)]
        story += [Paragraph(f"{i + 1} {escape(note)}", small) for i, note in enumerate(notes)]
        if any(block != "PageBreak" and "Contents" in block for block in document["blocks"]):
            sheets.multiBuild(story)
        else:
            sheets.build(story)
        return out.getvalue()

    return rendered, "no tags, no PDF/A"


# --- measuring ---------------------------------------------------------------------------------------


def pages_of(pdf):
    """Counts the page objects, also those in compressed object streams."""
    import zlib

    parts = [pdf]
    for stream in re.finditer(rb"stream\r?\n", pdf):
        try:
            parts.append(zlib.decompressobj().decompress(pdf[stream.end() :]))
        except zlib.error:
            pass
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", b"\n".join(parts)))


def main():
    name, fonts, number, count = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    text = sys.stdin.read()
    numbered = lambda i: json.loads(text.replace(number, f"{i:0{len(number)}}"))
    rendered, claims = {"typst": typst, "weasyprint": weasyprint, "reportlab": reportlab}[name](fonts)
    from importlib.metadata import version

    pdf = rendered(numbered(0))
    sizes = []
    processor, clock = time.process_time(), time.perf_counter()
    for i in range(count):
        pdf = rendered(numbered(i + 1))
        sizes.append(len(pdf))
    processor, clock = time.process_time() - processor, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # To be looked at.
    if keep := os.environ.get("FORDEL_BENCH_KEEP"):
        with open(keep, "wb") as file:
            file.write(pdf)
    print(json.dumps({
        "engine": f"{name} {version(name)}",
        "claims": claims,
        "pages": pages_of(pdf),
        "bytes": sorted(sizes)[len(sizes) // 2],
        "processor": 1000 * processor / count,
        "clock": 1000 * clock / count,
        "peak": peak,
    }))


main()
