"""Every table of a shop.

Units: `*_fen` integer 分; `*_at` epoch seconds UTC; `*_day` local day as an ordinal (`date.toordinal`); `qty_milli`
thousandths. Every table has an integer `id`, so that undo and a later PostgreSQL treat all of them alike.
Enumerations are short English words from product.md, stored as text and listed beside the column.
"""

from __future__ import annotations

from shopdesk.data.tables.base import Base
from shopdesk.data.tables.content import PILLARS, ContentEntry, Persona, Template
from shopdesk.data.tables.incoming import ColumnMapping, ImportRun, ListLine
from shopdesk.data.tables.orders import (
    Claim,
    GroupBuy,
    GroupBuyProduct,
    Order,
    OrderLine,
    Payment,
    PaymentCredit,
    PaymentMatch,
    Product,
    ProductAlias,
    ProductUnit,
)
from shopdesk.data.tables.outreach import ExportLog, PosterDesign, Referral, Touch
from shopdesk.data.tables.people import Alias, AliasRefusal, GroupChat, GroupChatPerson, Inquiry, Member, MemberSummary
from shopdesk.data.tables.segments import Segment, SegmentExclusion, SegmentSize, SegmentSnapshot, SegmentSnapshotMember
from shopdesk.data.tables.shop import PickupPoint, Picture, ShopSetting
from shopdesk.data.tables.tags import DuplicateDecision, MemberMerge, MemberTag, Tag, TagGroup, TagRefusal

__all__ = [
    "PILLARS",
    "Alias",
    "AliasRefusal",
    "Base",
    "Claim",
    "ColumnMapping",
    "ContentEntry",
    "DuplicateDecision",
    "ExportLog",
    "GroupBuy",
    "GroupBuyProduct",
    "GroupChat",
    "GroupChatPerson",
    "ImportRun",
    "Inquiry",
    "ListLine",
    "Member",
    "MemberMerge",
    "MemberSummary",
    "MemberTag",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentCredit",
    "PaymentMatch",
    "Persona",
    "PickupPoint",
    "Picture",
    "PosterDesign",
    "Product",
    "ProductAlias",
    "ProductUnit",
    "Referral",
    "Segment",
    "SegmentExclusion",
    "SegmentSize",
    "SegmentSnapshot",
    "SegmentSnapshotMember",
    "ShopSetting",
    "Tag",
    "TagGroup",
    "TagRefusal",
    "Template",
    "Touch",
]
