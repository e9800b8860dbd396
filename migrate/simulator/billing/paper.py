"""Invoices as PDF, without a library: pages of Courier."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.simulator.billing.amounts import cents
from migrate.simulator.billing.invoices import Invoice

LINES = 48
"""Of one page."""


def invoice_pdf(invoice: Invoice) -> bytes:
    """Return an invoice as a readable PDF; the same invoice gives the same bytes."""
    kind = "Credit Memo" if invoice.refund else "Invoice"
    return _document(
        (
            f"{invoice.entity}",
            f"{kind} {invoice.number}",
            "",
            f"Account:         {invoice.account}",
            f"Billing period:  {invoice.month:%B %Y}",
            f"Issued:          {invoice.issued:%Y-%m-%d}",
            f"Due:             {invoice.due:%Y-%m-%d}",
            "",
            f"Charges:         USD {cents(invoice.net)}",
            f"Tax:             USD {cents(invoice.tax)}",
            f"Total:           USD {cents(invoice.total)}",
        )
    )


def supplement_pdf(invoice: Invoice, details: Sequence[tuple[str, int]]) -> bytes:
    """Return what an invoice charges by service."""
    return _document(
        (
            f"Supplement to {invoice.number}",
            f"Account {invoice.account}, {invoice.month:%B %Y}",
            "",
            *(f"{cents(amount):>14}  {name}" for name, amount in details),
        )
    )


def _document(lines: Sequence[str]) -> bytes:
    pages = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for at, page in enumerate(pages):
        bodies += _page(page, 5 + 2 * at)
    found, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    found += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    found += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(found)


def _page(lines: Sequence[str], content: int) -> tuple[bytes, bytes]:
    """Return a page and its content."""
    shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 72 760 Td {shown} ET".encode("latin-1", "replace")
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
        "/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    return page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
