//! The keys of the one table. No other file builds a key.
//!
//! | item | `pk` | `sk` | holds |
//! | --- | --- | --- | --- |
//! | filing | `FILING#id` | `STATE` | state, the guarded item (≤ 1 KB as a rule) |
//! | its form | `FILING#id` | `FORM#organizer`, `FORM#site`, `FORM#access`, `FORM#further`, `FORM#scans` | one section each, written only when it changed |
//! | event | `FILING#id` | `EVENT#command` | audit entry, notices owed and idempotency record in one |
//! | code | `CODE#filing id` | `CODE` | digest of the code by which an owner confirms a deregistration; expires |
//! | access | `FILING#id`, `REQUEST#id`, `BATCH#content` | `ACCESS#random` | access of staff to personal data: by whom, when and why |
//! | account event | `ACCOUNT#name` | `EVENT#command`, `EVENT#command#later` | the same, for an account; `later`: a change that takes effect after a time |
//! | claim | `DOMAIN#a-label`, `CERT#system#number` | `CLAIM` | holder, by the canonical claim |
//! | claim | `ORDER#organizer number` | `CLAIM` | the open filing about an existing record |
//! | wish | `DOMAIN#a-label`, `CERT#system#number` | `REFUSED#filing id` | a filing that was refused the claim, and when; expires |
//! | progress | `PROGRESS#digest` | `EVENT#ask`, `CODE` | an inquiry about progress; the reference that a code shows, by the code's digest; both expire |
//! | reference | `REFERENCE#reference` | `REFERENCE` | the filing or paper request of this reference; or a printed form that has not come back, which expires |
//! | counter | `COUNTER#province#year` | `COUNTER` | the last sequence number issued |
//! | record | `RECORD#organizer number` | `ORGANIZER`, `SITE#n` | public record |
//! | on file | `RECORD#organizer number` | `STATE`, `EVENT#command` | record with its owner, sites and accesses; no form |
//! | access | `RECORD#organizer number` | `ACCESS#position#provider` | access that a provider gives a site |
//! | account | `ACCOUNT#name` | `ACCOUNT` | a person who may sign in |
//! | session | `SESSION#hash` | `SESSION` | a signed-in user; expires |
//! | sign-up | `SIGNUP#id` | `SIGNUP`, `EVENT#sign-up` | a person who has not confirmed an address yet; expires |
//! | opened | `OPENED#digest` | `OPENED` | the user name of the account that a command opened; expires |
//! | limit | `LIMIT#digest` | `LIMIT` | tries by an address, by a network or at an account; expires |
//! | paper request | `REQUEST#id` | `STATE`, `EVENT#command` | a request that came by post, and the decision |
//! | scanned file | `BATCH#content` | `FILE` | a file that a clerk uploads, and its reading; expires while it is not uploaded |
//! | post | `BATCH#content` | `LETTER#n` | one letter in that file: its pages, and its case or the reason why it waits |
//! | letter | `MAIL#digest` | `MAIL` | delivery of a letter to one recipient of one event; expires |
//! | suppression | `SUPPRESSED#digest` | `SUPPRESSED` | an address that gets no letters, and why; expires |
//! | access provider | `PROVIDERS` | `PROVIDER#id` | access provider |
//! | certificate | `CERTIFICATE#number` | `CERTIFICATE` | a certificate of filing: statement, signature, digest of the PDF; never changed |
//! | calendar | `CALENDAR` | `CALENDAR`, `PROPOSAL`, `EVENT#command` | the years that replace the shipped ones; days off that wait for a signature |
//! | counts | `COUNTS` | `COUNTS` | the bureau's open work, as counted last |
//! | tally | `TALLY` | `day#group` | counts of a day: one number for each name; no document |
//! | open data | `STATISTICS` | table | a published table |
//! | layout | `LAYOUT` | `LAYOUT` | number of the items' shapes, checked before an office is opened or moved |
//! | signing key | `SIGNING` | `KEY` | the secret with which certificates of filing are signed; never shown |
//!
//! | index (sparse) | partition | sort | for |
//! | --- | --- | --- | --- |
//! | `owner-index` | `OWNER#name` | `created#id` | an owner's filings |
//! | `owner-index` | `RECORDS#name` | `approved#number` | an owner's records |
//! | `provider-index` | `ONFILE#id` | `domain#number` | the sites that a provider gives access |
//! | `provider-index` | `PROVIDER#id` | `stage#due or entered#id` | a provider's worklists |
//! | `provider-index` | `STAFF#id`, `STAFF#BUREAU` | user name | staff of a provider, or of the bureau |
//! | `provider-index` | `FILED#id` | user name | owners with accounts that the provider opened |
//! | `status-index` | `STATUS#status#shard` | `due or entered#id` | the bureau's worklists |
//! | `status-index` | `REQUESTS#shard` | `due or arrived#id` | open paper requests |
//! | `status-index` | `UNREAD#shard` | `at#file` | scanned files that nobody has read |
//! | `status-index` | `UNMATCHED#shard` | `arrived#letter` | letters without a case |
//! | `owner-index` | `BATCH#name` | `at#file` | the files that a clerk uploaded |
//! | `status-index` | `UNDELIVERED#shard` | `changed#id` | letters that did not arrive |
//! | `record-index` | `DOMAIN#…`, `NAME#…` | `approved#number` | public look-ups |
//! | `record-index` | `ASSIGNED#name`, `UNASSIGNED#shard` | `due or entered#id` | filings that a reviewer took up, and filings that nobody took up |
//! | `outbox-index` | `OUTBOX#shard` | `at#seq` | notices not sent yet |
//! | `schedule-index` | `SCHEDULE#shard` | `day#id` | running terms, by the day of the next reminder |
//! | `schedule-index` | `EXPIRES#shard` | `day#number` | expiring records, by the day of the next reminder |
//! | `due-index` | `RETAINED#shard` | `day#id` | items that are due for retention on a day |

use crate::hex;
use beian_filing::{claim::Claim, identifier::domain};

/// Partition key attribute.
pub const PK: &str = "pk";
/// Sort key attribute.
pub const SK: &str = "sk";
/// Sort key of a filing's state.
pub const STATE: &str = "STATE";
/// Sort key of the code by which a filing's owner confirms a deregistration.
pub const CODE: &str = "CODE";
/// Beginning of the sort keys of events.
pub const EVENT: &str = "EVENT#";
/// Beginning of the sort keys of accesses to personal data.
pub const ACCESS: &str = "ACCESS#";
/// Beginning of the sort keys of refused claims.
pub const REFUSED: &str = "REFUSED#";
/// Attribute of a reference of a printed form that has not come back.
pub const PRINTED: &str = "printed";
/// The condition that a printed form has not come back.
pub const STILL_PRINTED: &str = "attribute_exists(printed)";
/// Sort key of a claim.
pub const CLAIM: &str = "CLAIM";
/// Sort key of an organizer's public record.
pub const ORGANIZER: &str = "ORGANIZER";
/// Beginning of the sort keys of sites' public records.
pub const SITE: &str = "SITE#";
/// Sort key of a certificate of filing.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// Partition and sort key of the calendar.
pub const CALENDAR: &str = "CALENDAR";
/// Sort key of a scanned file.
pub const FILE: &str = "FILE";
/// Beginning of the sort keys of scanned letters.
pub const LETTER: &str = "LETTER#";
/// Partition of the counts of each day.
pub const TALLY: &str = "TALLY";
/// Partition and sort key of the layout.
pub const LAYOUT: &str = "LAYOUT";
/// Partition of all access providers.
pub const PROVIDERS: &str = "PROVIDERS";

/// The most bytes of a provider's identifier. A longer one is not asked for, because DynamoDB refuses long keys.
pub const LONGEST_PROVIDER: usize = 64;

/// Busy lists are spread over this many partitions, so that the load is spread too.
pub const SHARDS: u8 = 4;

/// An item with personal data, by its identifier. Accesses of staff to it are noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditedResource<'a> {
    /// A filing.
    Filing(&'a str),
    /// A paper request.
    Request(&'a str),
    /// A scanned file.
    Post(&'a str),
}

/// The primary key of an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Key {
        Key { pk, sk: sk.into() }
    }

    /// A filing's state.
    pub fn filing(id: &str) -> Key {
        Key::new(filing_pk(id), STATE)
    }

    /// A section of a filing's form.
    pub fn section(id: &str, section: &str) -> Key {
        Key::new(filing_pk(id), format!("FORM#{section}"))
    }

    /// The event that a command left with a filing.
    pub fn event(id: &str, command: &str) -> Key {
        Key::new(filing_pk(id), format!("{EVENT}{command}"))
    }

    /// The code by which a filing's owner confirms a deregistration.
    pub fn code(id: &str) -> Key {
        Key::new(format!("{CODE}#{id}"), CODE)
    }

    /// The note of an access to personal data.
    pub fn access(of: AuditedResource<'_>, note: &str) -> Key {
        let pk = match of {
            AuditedResource::Filing(id) => filing_pk(id),
            AuditedResource::Request(id) => request_pk(id),
            AuditedResource::Post(file) => batch_pk(file),
        };
        Key::new(pk, format!("{ACCESS}{note}"))
    }

    /// The event that a command left with an account.
    pub fn account_event(username: &str, command: &str) -> Key {
        Key::new(format!("ACCOUNT#{username}"), format!("{EVENT}{command}"))
    }

    /// A claim.
    pub fn claim(claim: &Claim) -> Key {
        let pk = match &claim.canonical() {
            Claim::Domain(domain) => domain_pk(domain),
            Claim::Certificate { system, number } => format!("CERT#{system}#{number}"),
            Claim::Order(number) => format!("ORDER#{number}"),
        };
        Key::new(pk, CLAIM)
    }

    /// The note of a filing that was refused a claim.
    pub fn refused_claim(claim: &Claim, filing_id: &str) -> Key {
        Key::new(Key::claim(claim).pk, format!("{REFUSED}{filing_id}"))
    }

    /// The counter of a province's year.
    pub fn counter(province: &str, year: i16) -> Key {
        Key::new(format!("COUNTER#{province}#{year}"), "COUNTER")
    }

    /// An organizer's public record.
    pub fn organizer(number: &str) -> Key {
        Key::new(record_pk(number), ORGANIZER)
    }

    /// A site's public record.
    pub fn site(organizer_number: &str, site_number: &str) -> Key {
        let position = site_number.strip_prefix(organizer_number).unwrap_or(site_number);
        Key::new(record_pk(organizer_number), format!("{SITE}{}", position.trim_start_matches('-')))
    }

    /// The record under an organizer's number, as its parties know it.
    pub fn record(number: &str) -> Key {
        Key::new(record_pk(number), STATE)
    }

    /// The event that a command left with a record.
    pub fn record_event(number: &str, command: &str) -> Key {
        Key::new(record_pk(number), format!("{EVENT}{command}"))
    }

    /// The access that a provider gives a site.
    pub fn record_access(number: &str, position: u32, provider: &str) -> Key {
        Key::new(record_pk(number), format!("{ACCESS}{position}#{provider}"))
    }

    /// An account; user names are lower case.
    pub fn account(username: &str) -> Key {
        Key::new(format!("ACCOUNT#{username}"), "ACCOUNT")
    }

    /// A session, by the hash of its token.
    pub fn session(hash: &str) -> Key {
        Key::new(format!("SESSION#{hash}"), "SESSION")
    }

    /// A sign-up.
    pub fn sign_up(id: &str) -> Key {
        Key::new(format!("SIGNUP#{id}"), "SIGNUP")
    }

    /// The event that a sign-up begins with.
    pub fn sign_up_event(id: &str) -> Key {
        Key::new(format!("SIGNUP#{id}"), format!("{EVENT}sign-up"))
    }

    /// The account that a command opened, by a digest of the command.
    pub fn opened(digest: &str) -> Key {
        Key::new(format!("OPENED#{digest}"), "OPENED")
    }

    /// A counter of tries. A digest keeps the names and addresses in `of` out of the table.
    pub fn limit(of: &str) -> Key {
        let short = hex::encode(&hex::sha256(of.as_bytes())[..12]);
        Key::new(format!("LIMIT#{short}"), "LIMIT")
    }

    /// The inquiry about progress.
    pub fn progress_asked(digest: &str) -> Key {
        Key::new(format!("PROGRESS#{digest}"), format!("{EVENT}ask"))
    }

    /// The reference that a mailed code shows the progress of, by the code's digest.
    pub fn progress(digest: &str) -> Key {
        Key::new(format!("PROGRESS#{digest}"), CODE)
    }

    /// The meaning of a reference.
    pub fn reference(reference: &str) -> Key {
        Key::new(format!("REFERENCE#{reference}"), "REFERENCE")
    }

    /// A paper request.
    pub fn request(id: &str) -> Key {
        Key::new(request_pk(id), STATE)
    }

    /// The event that a command left with a paper request.
    pub fn request_event(id: &str, command: &str) -> Key {
        Key::new(request_pk(id), format!("{EVENT}{command}"))
    }

    /// A file that a clerk uploads, by its content.
    pub fn batch(file: &str) -> Key {
        Key::new(batch_pk(file), FILE)
    }

    /// A letter in a scanned file, by its identifier `FILE-PLACE`.
    pub fn incoming_letter(id: &str) -> Key {
        let (file, place) = id.split_once('-').unwrap_or((id, ""));
        // Leading zeros have the places sort as numbers.
        Key::new(batch_pk(file), format!("{LETTER}{place:0>4}"))
    }

    /// A certificate of filing, by its number.
    pub fn certificate(number: &str) -> Key {
        Key::new(format!("{CERTIFICATE}#{number}"), CERTIFICATE)
    }

    /// The calendar years that replace the shipped ones.
    pub fn calendar() -> Key {
        Key::new(CALENDAR.to_owned(), CALENDAR)
    }

    /// The proposed days off that wait for a signature.
    pub fn calendar_proposal() -> Key {
        Key::new(CALENDAR.to_owned(), "PROPOSAL")
    }

    /// The event that a command left with the calendar.
    pub fn calendar_event(command: &str) -> Key {
        Key::new(CALENDAR.to_owned(), format!("{EVENT}{command}"))
    }

    /// The counts of the bureau's open work.
    pub fn counts() -> Key {
        Key::new("COUNTS".to_owned(), "COUNTS")
    }

    /// The counts of one group on a day, `YYYY-MM-DD`.
    pub fn tally(day: &str, group: &str) -> Key {
        Key::new(TALLY.to_owned(), format!("{day}#{group}"))
    }

    /// A published table.
    pub fn statistics(table: &str) -> Key {
        Key::new("STATISTICS".to_owned(), table)
    }

    /// The secret key that signs certificates of filing.
    pub fn signing() -> Key {
        Key::new("SIGNING".to_owned(), "KEY")
    }

    /// The mark of the table's layout.
    pub fn layout() -> Key {
        Key::new(LAYOUT.to_owned(), LAYOUT)
    }

    /// The delivery of a letter.
    pub fn delivery(id: &str) -> Key {
        Key::new(format!("MAIL#{id}"), "MAIL")
    }

    /// The suppression of an address, by the address's digest.
    pub fn suppression(address: &str) -> Key {
        Key::new(format!("SUPPRESSED#{address}"), "SUPPRESSED")
    }

    /// An access provider.
    pub fn provider(id: &str) -> Key {
        Key::new(PROVIDERS.to_owned(), format!("PROVIDER#{id}"))
    }
}

/// Partition of a filing.
pub fn filing_pk(id: &str) -> String {
    format!("FILING#{id}")
}

/// Partition of an organizer's records.
pub fn record_pk(organizer_number: &str) -> String {
    format!("RECORD#{organizer_number}")
}

/// Partition of a domain, the same for all its spellings: its claim, and in `record-index` its records.
pub fn domain_pk(domain: &str) -> String {
    format!("DOMAIN#{}", domain::canonical(domain))
}

/// The claim of a partition; `None` where the partition belongs to anything else.
pub fn claim_of(pk: &str) -> Option<Claim> {
    let (kind, value) = pk.split_once('#')?;
    match kind {
        "DOMAIN" => Some(Claim::Domain(value.to_owned())),
        "CERT" => {
            let (system, number) = value.split_once('#')?;
            Some(Claim::Certificate { system: system.to_owned(), number: number.to_owned() })
        }
        "ORDER" => Some(Claim::Order(value.to_owned())),
        _ => None,
    }
}

/// Partition of an organizer's name in `record-index`.
pub fn name_pk(name: &str) -> String {
    format!("NAME#{name}")
}

/// Partition of an owner's records in `owner-index`.
pub fn records_pk(username: &str) -> String {
    format!("RECORDS#{username}")
}

/// Partition of the sites that a provider gives access, in `provider-index`.
pub fn accesses_pk(provider: &str) -> String {
    format!("ONFILE#{provider}")
}

/// Partition of an owner in `owner-index`.
pub fn owner_pk(username: &str) -> String {
    format!("OWNER#{username}")
}

/// Partition of an access provider in `provider-index`.
pub fn provider_pk(id: &str) -> String {
    format!("PROVIDER#{id}")
}

/// Partition of the staff of an access provider, or of the bureau, in `provider-index`.
pub fn staff_pk(provider: Option<&str>) -> String {
    // No provider has this identifier, because identifiers have no capitals.
    format!("STAFF#{}", provider.unwrap_or("BUREAU"))
}

/// Partition of the owners with accounts that an access provider opened, in `provider-index`.
pub fn filed_pk(provider: &str) -> String {
    format!("FILED#{provider}")
}

/// Partition of a stage's shard in `status-index`.
pub fn status_pk(status: &str, shard: u8) -> String {
    format!("STATUS#{status}#{shard}")
}

/// Partition of the filings that a reviewer took up, in `record-index`.
pub fn assigned_pk(username: &str) -> String {
    format!("ASSIGNED#{username}")
}

/// Partition of a shard of the filings under review that nobody took up, in `record-index`.
pub fn unassigned_pk(shard: u8) -> String {
    format!("UNASSIGNED#{shard}")
}

/// Partition of a paper request.
pub fn request_pk(id: &str) -> String {
    format!("REQUEST#{id}")
}

/// Partition of a scanned file and its letters.
pub fn batch_pk(file: &str) -> String {
    format!("BATCH#{file}")
}

/// Partition of the files that a clerk uploaded, in `owner-index`.
pub fn batches_of_pk(username: &str) -> String {
    format!("BATCH#{username}")
}

/// Partition of a shard of the scanned files that nobody has read, in `status-index`.
pub fn open_batches_pk(shard: u8) -> String {
    format!("UNREAD#{shard}")
}

/// Partition of a shard of the letters without a case, in `status-index`.
pub fn unmatched_pk(shard: u8) -> String {
    format!("UNMATCHED#{shard}")
}

/// Partition of a shard of the open paper requests, in `status-index`.
pub fn requests_pk(shard: u8) -> String {
    format!("REQUESTS#{shard}")
}

/// Partition of a shard of the running terms, in `schedule-index`.
pub fn clock_pk(shard: u8) -> String {
    format!("SCHEDULE#{shard}")
}

/// Partition of a shard of the expiring records, in `schedule-index`.
pub fn expiry_pk(shard: u8) -> String {
    format!("EXPIRES#{shard}")
}

/// Partition of a shard of the letters that did not arrive, in `status-index`.
pub fn undelivered_pk(shard: u8) -> String {
    format!("UNDELIVERED#{shard}")
}

/// Partition of a shard of the items that are due for retention, in `due-index`.
pub fn retained_pk(shard: u8) -> String {
    format!("RETAINED#{shard}")
}

/// Partition of the outbox's shard in `outbox-index`.
pub fn outbox_pk(shard: u8) -> String {
    format!("OUTBOX#{shard}")
}

/// The shard of an identifier.
pub fn shard(id: &str) -> u8 {
    id.bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte)) % SHARDS
}
