"""A catalogue of three resources, small enough to be read."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from support.projects import write_files
from wixgen.catalogue.catalogue import Catalogue

COMMON = """\
# yaml-language-server: $schema=./resource.schema.json
types:
  EventMetadata:
    fields:
      id: string
      caller: Caller

  Caller:
    fields:
      id: string

  Money:
    fields:
      amount: decimal
      currency: Currency

  Currency:
    enum: {EUR: , USD: }

  Unused:
    fields:
      id: string
"""
ORDERS = """\
# yaml-language-server: $schema=../resource.schema.json
package: shop
module: ordersV2
title: Customer Orders
docs: https://example.com/docs/orders

types:
  Order:
    name: ShopOrder
    fields:
      id: guid
      total: common.Money
      lines: list[Line]
      payer:
        one_of:
          contactId: string
          memberId: {type: string, name: member}

  Line:
    fields:
      amount: decimal

  Query:
    fields:
      limit: int32

  OrderPlaced:
    fields:
      orderId: guid

methods:
  queryOrders:
    http: POST /shop/v2/orders/query
    docs: query-orders
    parameters:
      query: Query
    returns:
      orders: list[Order]

  voidOrder:
    http: POST /shop/v2/orders/{orderId}/void
    deprecated: true
    parameters:
      orderId: guid
      from: string
    returns: {}
    sdk: {method: cancelOrder}

webhooks:
  orderPlaced:
    kind: action
    data: OrderPlaced
    event_type: shop.v2.order_placed
    handler: onPlaced
  orderLost:
    kind: deleted
    entity: Order
"""
CARTS = """\
# yaml-language-server: $schema=../resource.schema.json
package: shop
module: carts
title: Carts

types:
  Line:
    fields:
      sku: string

methods:
  getLine:
    http: GET /shop/v1/lines/{id}
    parameters:
      id: string
    returns:
      line: Line
"""
NOTES = """\
# yaml-language-server: $schema=../resource.schema.json
package: crm-notes
module: notes
title: Notes

methods:
  deleteNote:
    http: DELETE /notes/{noteId}
    parameters:
      noteId: string
    returns: {}

service_plugin:
  component: NOTE_TAKER
  methods:
    takeNote:
      path: /v1/take-note
      parameters:
        text: string
      returns:
        noteId: string
"""
FILES = {
    "common.yaml": COMMON,
    "shop/ordersV2.yaml": ORDERS,
    "shop/carts.yaml": CARTS,
    "crm-notes/notes.yaml": NOTES,
}


def catalogue_in(folder: Path) -> Catalogue:
    """The catalogue, its specs and its index below a folder."""
    write_files(folder / "schemas", FILES)
    return Catalogue(folder / "schemas", folder / "cache" / "index.json")


def catalogue_of(specs: Mapping[str, str]) -> Catalogue:
    """A catalogue of these specs, which has been read."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), dict(specs))
        catalogue = Catalogue(Path(folder))
        catalogue.read()
        assert len(catalogue.texts) == len(specs)
    return catalogue
