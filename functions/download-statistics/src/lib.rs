//! The action `download-statistics`.

use beian_contract::{problem::ProblemCode, request::DownloadStatistics, view::OpenTable};
use beian_filing::statistics::{self, StatisticsTable};
use beian_kit::{ActionResult, RequestContext};

/// Download a table of the open data 开放数据, as CSV or JSON.
///
/// Anyone may download a table without signing in, because it has no personal data. The job `publish-statistics` makes the tables from
/// all days that are over.
///
/// # Refusals
/// - `not-found` the table does not exist, or no table was published yet
pub async fn download_statistics(ctx: RequestContext, input: DownloadStatistics) -> ActionResult<OpenTable> {
    let (name, form) = input.table.split_once('.').ok_or(ProblemCode::NotFound)?;
    let table = StatisticsTable::parse(name)
        .filter(|_| matches!(form, "csv" | "json"))
        .ok_or(ProblemCode::NotFound)?;
    let published = ctx.store().published(table).await?.ok_or(ProblemCode::NotFound)?;
    if form == "csv" {
        ctx.answer_as("text/csv; charset=utf-8; header=present", statistics::csv(table, &published.rows));
    }
    Ok(OpenTable {
        table,
        from: published.from,
        to: published.to,
        columns: table.columns().to_vec(),
        rows: published.rows,
    })
}
