//! The check of all stored data: every history is one chain, and every state is the result of its history.
//!
//! The chain consists of plain digests. It reveals a single item that was changed, lost or restored, by mistake or by a person who does
//! not know the chain. It does not reveal a rewrite of the whole table.

use crate::transfer_error::Done;
use beian_filing::{
    account::{Account, AccountEvent},
    claim::{Claim, Holder},
    filing::{Filing, FilingEvent, FilingStatus},
    history::{Event, EventData, Role},
    identifier::{FilingId, OrganizerNumber},
    paper::{PaperRequest, RequestEvent},
    record::{Record, RecordEvent},
};
use beian_kit::token::hex;
use beian_store::{
    LoadRequest, ObjectKey, ReferenceTarget, Store, StoreError,
    audit::{self, Cover, Entry, Partition},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The result of a check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Number of checked filings.
    pub filings: usize,
    /// Number of checked records.
    pub records: usize,
    /// Number of checked paper requests.
    pub requests: usize,
    /// Number of checked accounts.
    pub accounts: usize,
    /// Number of events in all histories.
    pub events: usize,
    /// Number of checked scans.
    pub scans: usize,
    /// Number of checked claims.
    pub claims: usize,
    /// Content without a digest in its history, because its events are older than the digests; named by filing or record.
    pub uncovered: Vec<String>,
    /// Filings that name the same domain or certificate in two spellings. An earlier version took the spellings for different claims, but
    /// only one filing can hold the claim. The stored data is consistent.
    pub shared: Vec<String>,
    /// The inconsistencies, by filing or claim and without personal data.
    pub faults: Vec<String>,
}

/// Checks all stored data. Every history must be one chain that ends at the head in its filing, record, request or account. The state of
/// each must equal the result of its last event: form, owner, provider, claims, role. Every scan must have the digest in its event. Claims
/// must agree with their holders, public records with the approvals that wrote them, and counters with the issued numbers.
///
/// # Errors
/// When the store does not answer, or its table has another layout.
pub async fn verify(store: &Store) -> Done<Audit> {
    store.check_layout().await?;
    let mut check = Check { store, audit: Audit::default(), seen: Seen::default() };
    let mut after = None;
    loop {
        let (items, next) = store.some_items(after).await?;
        for item in &items {
            check.item(item).await?;
        }
        after = next;
        if after.is_none() {
            check.end();
            return Ok(check.audit);
        }
    }
}

/// The data for comparisons at the end, after all items were read.
#[derive(Default)]
struct Seen {
    /// The last number of each counter, by its key.
    counters: BTreeMap<String, u32>,
    /// The highest issued number, by year.
    highest: BTreeMap<i16, u32>,
    /// Partitions with a state, and those with a history, a form or public records.
    states: BTreeSet<String>,
    parts: BTreeSet<String>,
}

struct Check<'a> {
    store: &'a Store,
    audit: Audit,
    seen: Seen,
}

fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name]["S"].as_str().unwrap_or_default()
}

/// A missing or unreadable item is `None`, which the check reports. A store that does not answer ends the check.
fn read<T>(found: Result<T, StoreError>) -> Done<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error @ StoreError::Unavailable(..)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

impl Check<'_> {
    fn fault(&mut self, zh: impl std::fmt::Display, en: impl std::fmt::Display) {
        self.audit.faults.push(format!("{zh} {en}"));
    }

    async fn item(&mut self, item: &Value) -> Done<()> {
        let (pk, sk) = (text(item, "pk"), text(item, "sk"));
        let (kind, id) = pk.split_once('#').unwrap_or((pk, ""));
        match (kind, sk) {
            ("FILING", "STATE") => self.filing(id, item).await?,
            ("RECORD", "STATE") => self.record(id, item).await?,
            ("REQUEST", "STATE") => self.request(id, item).await?,
            ("ACCOUNT", "ACCOUNT") => self.account(id, item).await?,
            ("CALENDAR", "CALENDAR") => self.calendar(item).await?,
            ("COUNTER", _) => {
                let last = item["last"]["N"].as_str().and_then(|last| last.parse().ok());
                self.seen.counters.insert(pk.to_owned(), last.unwrap_or_default());
            }
            (_, "CLAIM") => self.claim(pk, item).await?,
            _ => {}
        }
        if matches!(kind, "FILING" | "RECORD" | "REQUEST") {
            let parts = ["EVENT#", "FORM#", "ORGANIZER", "SITE#"];
            if sk == "STATE" {
                self.seen.states.insert(pk.to_owned());
            } else if parts.iter().any(|part| sk.starts_with(part)) {
                self.seen.parts.insert(pk.to_owned());
            }
        }
        Ok(())
    }

    /// Reports a state that is not the result of its history.
    fn covered(&mut self, cover: Cover, zh: &str, en: &str) {
        match cover {
            Cover::Same => {}
            Cover::Differs => self.fault(
                format!("{zh} 的内容与记录不符"),
                format!("{en} is not what its history left: its content was changed"),
            ),
            Cover::None => self.audit.uncovered.push(format!("{zh} 的内容 the content of {en}: not covered")),
        }
    }

    fn chained<D: EventData>(
        &mut self,
        history: &[Entry<D>],
        events: u32,
        last_hash: &str,
        zh: &str,
        en: &str,
    ) {
        self.audit.events += history.len();
        if !audit::is_complete(history, events, last_hash) {
            self.fault(format!("{zh} 的记录不完整"), format!("the history of {en} is not whole"));
        }
    }

    fn unreadable(&mut self, zh: &str, en: &str) {
        self.fault(format!("{zh} 无法读取"), format!("{en} cannot be read"));
    }

    async fn partition<D: EventData + DeserializeOwned>(
        &self,
        pk: &str,
    ) -> Done<(Partition, Option<Vec<Entry<D>>>)> {
        let partition = self.store.partition(pk).await?;
        let history = read(partition.history())?;
        Ok((partition, history))
    }

    async fn filing(&mut self, id: &str, state: &Value) -> Done<()> {
        self.audit.filings += 1;
        let (zh, en) = (&format!("备案 {id}"), &format!("filing {id}"));
        let wanted = LoadRequest { filing: FilingId::parse(id).ok(), ..LoadRequest::default() };
        let case = self.store.load(wanted).await;
        let filing = read(case)?.and_then(|case| case.filing);
        let (_, history) = self.partition(text(state, "pk")).await?;
        let (Some(filing), Some(history)) = (filing, history) else {
            self.unreadable(zh, en);
            return Ok(());
        };
        self.chained(&history, filing.events, &filing.last_hash, zh, en);
        self.covered(audit::filing(&filing, state, &history)?, zh, en);
        if !audit::filing_entries(&filing, state)? {
            self.fault(format!("{zh} 的目录与内容不符"), format!("{en} is not listed as what it is"));
        }
        if read(self.store.reference_target(filing.reference).await)?.flatten()
            != Some(ReferenceTarget::Filing(filing.id))
        {
            self.fault(
                format!("{zh} 的受理号不指向它"),
                format!("the reference of {en} does not lead to it"),
            );
        }
        for (event, _) in &history {
            if let FilingEvent::Approve { number } = &event.data {
                self.issued(number.organizer());
            }
        }
        self.claims_of(&filing).await?;
        for scan in &filing.scans {
            let key = ObjectKey::Scan(filing.id, &scan.id).key();
            self.scan(&key, scan.size, (&history, &scan.id), zh, en).await?;
        }
        Ok(())
    }

    /// Returns whether a filing's state contains this claim.
    async fn names(&self, id: FilingId, claim: &Claim) -> Done<bool> {
        let filing = read(self.store.filing_state(id).await)?;
        Ok(filing.is_some_and(|filing| filing.claims.iter().any(|held| held.is_same(claim))))
    }

    /// Checks that the table names the filing as the holder of each of its claims, and that the filing holds every claim of its form.
    async fn claims_of(&mut self, filing: &Filing) -> Done<()> {
        let id = &filing.id;
        let mine = Holder::Filing(*id);
        for claim in &filing.claims {
            let holder = self.store.claimant(claim).await?;
            if holder.as_ref() != Some(&mine) {
                let subject = subject(claim);
                if let Some(Holder::Filing(other)) = &holder
                    && self.names(*other, claim).await?
                {
                    self.audit.shared.push(format!(
                        "备案 {id} 与备案 {other} 是同一个{}：请核实后注销其中一个 filings {id} and {other} name the same {}: look which is right, and \
                         deregister the other",
                        subject.0, subject.1
                    ));
                    continue;
                }
                self.fault(
                    format!("备案 {id} 的{}没有占用", subject.0),
                    format!("filing {id} does not hold its {}", subject.1),
                );
            }
        }
        let under_way = filing.status().is_open() && filing.status() != FilingStatus::Draft;
        let wanted: BTreeSet<Claim> = filing.would_claim().into_iter().collect();
        if under_way && wanted != filing.claims.iter().cloned().collect() {
            self.fault(
                format!("备案 {id} 占用的与所填的不符"),
                format!("filing {id} does not hold what its form lays claim to"),
            );
        }
        Ok(())
    }

    /// Checks that a scan has the size in its state and the digest in its event.
    async fn scan<D: EventData>(
        &mut self,
        key: &str,
        size: u64,
        (history, name): (&[Entry<D>], &str),
        zh: &str,
        en: &str,
    ) -> Done<()> {
        self.audit.scans += 1;
        let of = |event: &Event<D>| {
            event.digests.scans.iter().find(|scan| scan.id == name).map(|scan| scan.sha256.clone())
        };
        let said = history.iter().rev().find_map(|(event, _)| of(event));
        let found = self.store.object(key).await?;
        match (found, said) {
            (Some(found), _) if found.bytes.len() as u64 != size => {
                self.fault(
                    format!("{zh} 的扫描件 {name} 大小不符"),
                    format!("of {en} the scan {name} is missing: another size is there"),
                );
            }
            (Some(found), Some(said)) if hex(&Sha256::digest(&found.bytes)) != said => {
                self.fault(
                    format!("{zh} 的扫描件 {name} 内容已变"),
                    format!("of {en} the scan {name} has other bytes than those that came"),
                );
            }
            (Some(_), Some(_)) => {}
            (Some(_), None) => self
                .audit
                .uncovered
                .push(format!("{zh} 的扫描件 {name} the scan {name} of {en}: not covered")),
            (None, _) => {
                self.fault(format!("{zh} 缺扫描件 {name}"), format!("of {en} the scan {name} is missing"))
            }
        }
        Ok(())
    }

    /// Remembers an issued number. The counter of its year must not be lower.
    fn issued(&mut self, number: OrganizerNumber) {
        let highest = self.seen.highest.entry(number.year()).or_default();
        *highest = number.sequence().max(*highest);
    }

    async fn record(&mut self, number: &str, state: &Value) -> Done<()> {
        self.audit.records += 1;
        let (partition, history) = self.partition::<RecordEvent>(text(state, "pk")).await?;
        let file = read(audit::read::<Record>(state))?;
        let (Some(file), Some(history), Some(records)) = (file, history, read(partition.records())?) else {
            self.unreadable(number, number);
            return Ok(());
        };
        self.chained(&history, file.events, &file.last_hash, number, number);
        self.issued(file.number);
        let first = self.store.partition(&format!("FILING#{}", file.filing_id)).await?;
        let said = issued_by(&read(first.history())?.unwrap_or_default(), "STATE");
        self.covered(audit::record(&file, &history, said.flatten().as_deref())?, number, number);
        if file.number.to_string() != number
            || !audit::record_entries(&file, state)?
            || !partition.lists_accesses_of(&file)
        {
            self.fault(format!("{number} 的目录与内容不符"), format!("{number} is not listed as what it is"));
        }
        let mut wanted: BTreeSet<String> = file.sites.iter().map(|site| site.position.to_string()).collect();
        for (record, found) in &records {
            let sk = record.sort_key();
            let name = format!("{number} {sk}");
            wanted.remove(sk.trim_start_matches("SITE#"));
            if !found || !record.agrees(&file) {
                self.fault(
                    format!("{name} 的公开信息与备案不符"),
                    format!("the public record {name} is not what is on file"),
                );
            }
            let by = self.store.partition(&format!("FILING#{}", record.filing_id())).await?;
            let history = read(by.history())?.unwrap_or_default();
            match issued_by(&history, &sk) {
                // No approval of the named filing wrote a public record.
                None => self.fault(
                    format!("{name} 没有核发记录"),
                    format!("no approval wrote the public record {name}"),
                ),
                Some(said) => {
                    let cover = Cover::of(said.as_deref(), &record.digest()?);
                    self.covered(cover, &format!("{name} 公开信息"), &format!("the public record {name}"));
                }
            }
        }
        if !wanted.is_empty() || !records.iter().any(|(record, _)| record.sort_key() == "ORGANIZER") {
            self.fault(format!("{number} 缺公开信息"), format!("a public record of {number} is missing"));
        }
        for site in file.sites.iter().filter(|site| site.is_live()) {
            let claim = Claim::Domain(site.domain.clone());
            let holder = self.store.claimant(&claim).await?;
            let held = match &holder {
                Some(Holder::Filing(id)) => *id == site.filing_id || self.names(*id, &claim).await?,
                _ => false,
            };
            if !held {
                self.fault(
                    format!("{} 的域名没有占用", site.number),
                    format!("the domain of {} is not held by its filing", site.number),
                );
            }
        }
        Ok(())
    }

    async fn request(&mut self, id: &str, state: &Value) -> Done<()> {
        self.audit.requests += 1;
        let (zh, en) = (&format!("书面申请 {id}"), &format!("paper request {id}"));
        let (_, history) = self.partition::<RequestEvent>(text(state, "pk")).await?;
        let (Some(request), Some(history)) = (read(audit::read::<PaperRequest>(state))?, history) else {
            self.unreadable(zh, en);
            return Ok(());
        };
        self.chained(&history, request.events, &request.last_hash, zh, en);
        self.covered(audit::request(&request, &history)?, zh, en);
        if request.id.to_string() != id || !audit::request_entries(&request, state)? {
            self.fault(format!("{zh} 的目录与内容不符"), format!("{en} is not listed as what it is"));
        }
        for papers in &request.papers {
            for page in papers.pages.iter().filter(|page| page.size > 0) {
                let name = audit::page(&papers.batch, page.page);
                let key = ObjectKey::Page(&papers.batch, page.page).key();
                self.scan(&key, page.size.into(), (&history, &name), zh, en).await?;
            }
        }
        Ok(())
    }

    async fn account(&mut self, username: &str, state: &Value) -> Done<()> {
        self.audit.accounts += 1;
        let (zh, en) = (&format!("账户 {username}"), &format!("account {username}"));
        let (_, history) = self.partition(text(state, "pk")).await?;
        let (Some(account), Some(history)) = (read(audit::read::<Account>(state))?, history) else {
            self.unreadable(zh, en);
            return Ok(());
        };
        self.chained(&history, account.events, &account.last_hash, zh, en);
        if history.is_empty() {
            self.fault(format!("{zh} 没有开立记录"), format!("{en} has no history: nobody opened it"));
            return Ok(());
        }
        self.covered(audit::account(&account, &history)?, zh, en);
        // An older history has no digests, but its events show the role and whether the account is disabled.
        let shut = history.iter().rev().find_map(|(event, _)| {
            let shuts = matches!(event.data, AccountEvent::DisableAccount { .. });
            (shuts || matches!(event.data, AccountEvent::EnableAccount { .. })).then_some(shuts)
        });
        let first = history.first().map(|(event, _)| &event.data);
        let owner = matches!(first, Some(AccountEvent::Register | AccountEvent::AddOwner));
        let agrees = account.disabled_at.is_some() == shut.unwrap_or(false)
            && (account.role == Role::Owner) == owner
            && (account.role == Role::Provider) == account.provider.is_some();
        if account.username != username || !agrees || !audit::account_entries(&account, state)? {
            self.fault(format!("{zh} 与其记录不符"), format!("{en} is not what its history says"));
        }
        Ok(())
    }

    async fn calendar(&mut self, state: &Value) -> Done<()> {
        let events = self.store.calendar_history().await?;
        match read(audit::read(state))? {
            Some(live) => self.covered(audit::calendar(&live, &events)?, "日历", "the calendar"),
            None => self.unreadable("日历", "the calendar"),
        }
        Ok(())
    }

    async fn claim(&mut self, pk: &str, item: &Value) -> Done<()> {
        self.audit.claims += 1;
        let holder = serde_json::from_str::<Value>(text(item, "data")).ok();
        let holder =
            holder.and_then(|held| serde_json::from_value(held.get("holder").unwrap_or(&held).clone()).ok());
        let held = match holder {
            Some(Holder::Filing(id)) => match self.store.filing_state(id).await {
                Ok(filing) => filing.claims.iter().any(|claim| beian_store::keys::Key::claim(claim).pk == pk),
                Err(StoreError::Missing) => false,
                Err(error) => return Err(error.into()),
            },
            Some(Holder::Province { .. }) => true,
            None => false,
        };
        if !held {
            self.fault(format!("{pk} 没有持有者"), "is held by nobody");
        }
        Ok(())
    }

    fn end(&mut self) {
        let province = &self.store.settings().province;
        for (year, highest) in std::mem::take(&mut self.seen.highest) {
            let last = self.seen.counters.get(&format!("COUNTER#{province}#{year}")).copied();
            if last.unwrap_or_default() < highest {
                self.fault(
                    format!("{year} 年的编号计数器落后于已核发的编号"),
                    format!("the counter of {year} is behind the numbers that were issued"),
                );
            }
        }
        let orphans: Vec<String> = self.seen.parts.difference(&self.seen.states).cloned().collect();
        for pk in orphans {
            self.fault(
                format!("{pk} 缺主记录"),
                format!("{pk} has a history and nothing that it belongs to"),
            );
        }
    }
}

/// The digest of a public record in the newest approval: `None` when no approval wrote it, `Some(None)` when the approval has no digests.
fn issued_by(history: &[Entry<FilingEvent>], sort_key: &str) -> Option<Option<String>> {
    let mut approvals =
        history.iter().rev().filter(|(event, _)| matches!(event.data, FilingEvent::Approve { .. }));
    let (event, _) = approvals.next()?;
    let digests = &event.digests;
    match digests.issued.get(sort_key) {
        Some(digest) => Some(Some(digest.clone())),
        None if digests.state.is_none() => Some(None),
        None => None,
    }
}

fn subject(claim: &Claim) -> (&'static str, &'static str) {
    match claim {
        Claim::Domain(_) => ("域名", "domain"),
        Claim::Certificate { .. } => ("证件", "certificate"),
        Claim::FilingUnderWay(_) => ("办理资格", "place as the one filing under way"),
    }
}
