//! The action `list-codes`.

use beian_contract::{request::ListCodes, view::CodesView};
use beian_kit::{Answer, Desk};

/// The dated code lists that forms offer 代码表.
pub async fn list_codes(desk: Desk, _input: ListCodes) -> Answer<CodesView> {
    Ok(CodesView::of(desk.office().rules()))
}
