"""what was learned, group chats, what keeps tags and segments, claims"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('group_chat',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('checked_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_chat')),
    sa.UniqueConstraint('name', name=op.f('uq_group_chat_name'))
    )
    op.create_table('segment_size',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('segment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('count', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['segment_id'], ['segment.id'], name=op.f('fk_segment_size_segment_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segment_size')),
    sa.UniqueConstraint('segment_id', 'day', name=op.f('uq_segment_size_segment_id_day'))
    )
    op.create_table('segment_snapshot',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('segment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('rule', sa.JSON(), nullable=False),
    sa.Column('taken_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['segment_id'], ['segment.id'], name=op.f('fk_segment_snapshot_segment_id'), ondelete='SET NULL', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segment_snapshot')),
    sa.UniqueConstraint('name', name=op.f('uq_segment_snapshot_name'))
    )
    with op.batch_alter_table('segment_snapshot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_segment_snapshot_segment_id'), ['segment_id'], unique=False)

    op.create_table('alias_refusal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('room', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_alias_refusal_member_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alias_refusal')),
    sa.UniqueConstraint('member_id', 'folded', 'room', name=op.f('uq_alias_refusal_member_id_folded_room'))
    )
    with op.batch_alter_table('alias_refusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alias_refusal_folded'), ['folded'], unique=False)
        batch_op.create_index(batch_op.f('ix_alias_refusal_member_id'), ['member_id'], unique=False)

    op.create_table('group_chat_person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('group_chat_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('nth', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_seen_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('last_seen_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('left_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['group_chat_id'], ['group_chat.id'], name=op.f('fk_group_chat_person_group_chat_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_group_chat_person_member_id'), ondelete='SET NULL', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_chat_person')),
    sa.UniqueConstraint('group_chat_id', 'folded', 'nth', name=op.f('uq_group_chat_person_group_chat_id_folded_nth'))
    )
    with op.batch_alter_table('group_chat_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_chat_person_member_id'), ['member_id'], unique=False)

    op.create_table('inquiry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.CheckConstraint("how IN ('hand', 'chat')", name=op.f('ck_inquiry_how')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_inquiry_member_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_inquiry_product_id'), ondelete='SET NULL', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiry'))
    )
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.create_index('ix_inquiry_member_id_at', ['member_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_inquiry_product_id'), ['product_id'], unique=False)

    op.create_table('product_unit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('base_milli', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('base_milli > 0', name=op.f('ck_product_unit_base_milli')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_unit_product_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_unit')),
    sa.UniqueConstraint('product_id', 'unit', name=op.f('uq_product_unit_product_id_unit'))
    )
    op.create_table('segment_exclusion',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('segment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_segment_exclusion_member_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['segment_id'], ['segment.id'], name=op.f('fk_segment_exclusion_segment_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segment_exclusion')),
    sa.UniqueConstraint('segment_id', 'member_id', name=op.f('uq_segment_exclusion_segment_id_member_id'))
    )
    with op.batch_alter_table('segment_exclusion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_segment_exclusion_member_id'), ['member_id'], unique=False)

    op.create_table('segment_snapshot_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('snapshot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_segment_snapshot_member_member_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['snapshot_id'], ['segment_snapshot.id'], name=op.f('fk_segment_snapshot_member_snapshot_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segment_snapshot_member')),
    sa.UniqueConstraint('snapshot_id', 'member_id', name=op.f('uq_segment_snapshot_member_snapshot_id_member_id'))
    )
    with op.batch_alter_table('segment_snapshot_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_segment_snapshot_member_member_id'), ['member_id'], unique=False)

    op.create_table('tag_refusal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tag_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('refused_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_tag_refusal_member_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_tag_refusal_tag_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag_refusal')),
    sa.UniqueConstraint('member_id', 'tag_id', name=op.f('uq_tag_refusal_member_id_tag_id'))
    )
    with op.batch_alter_table('tag_refusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tag_refusal_tag_id'), ['tag_id'], unique=False)

    op.create_table('claim',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('closed_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.CheckConstraint("status IN ('open', 'closed')", name=op.f('ck_claim_status')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_claim_member_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_claim_order_id'), ondelete='SET NULL', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim'))
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_status'), ['status'], unique=False)

    op.add_column('payment', sa.Column('back_fen', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
    op.create_table('payment_credit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('payment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_payment_credit_member_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_payment_credit_payment_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_credit')),
    sa.UniqueConstraint('payment_id', name=op.f('uq_payment_credit_payment_id'))
    )
    with op.batch_alter_table('payment_credit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_credit_member_id'), ['member_id'], unique=False)

    with op.batch_alter_table('product_alias', schema=None) as batch_op:
        batch_op.add_column(sa.Column('learned_at', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
