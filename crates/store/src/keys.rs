//! The keys of the one DynamoDB table. Only this file builds keys, so this page lists every kind of item and every index entry.
//!
//! | item | `pk` | `sk` | holds |
//! | --- | --- | --- | --- |
//! | filing | `FILING#id` | `STATE` | the state of the filing with its version; usually at most 1 KB |
//! | form | `FILING#id` | `FORM#organizer`, `FORM#site`, `FORM#access`, `FORM#further`, `FORM#scans` | one section each; written only when changed |
//! | filing event | `FILING#id` | `EVENT#command` | the history entry, the pending notices and the idempotency record of one command |
//! | confirmation code | `CODE#filing id` | `CODE` | the digest of the code with which the owner confirms a deregistration; expires |
//! | access | `FILING#id`, `REQUEST#id`, `BATCH#content` | `ACCESS#random` | access of staff to personal data: actor, time and reason |
//! | account event | `ACCOUNT#name` | `EVENT#command`, `EVENT#command#later` | the same for an account; `later`: the delayed effect |
//! | claim | `DOMAIN#a-label`, `CERT#system#number` | `CLAIM` | the holder of the claim; the key is the canonical form of the claim |
//! | claim | `UNDERWAY#organizer number` | `CLAIM` | the one open filing about an existing record |
//! | refused claim | `DOMAIN#a-label`, `CERT#system#number` | `REFUSED#filing id` | a filing that was refused the claim; expires |
//! | progress | `PROGRESS#digest` | `EVENT#ask`, `CODE` | an inquiry; the reference that a code opens, by the code's digest; both expire |
//! | reference | `REFERENCE#reference` | `REFERENCE` | the filing, the paper request, or the unreturned printed form, which expires |
//! | counter | `COUNTER#province#year` | `COUNTER` | the last sequence number that the year issued |
//! | public record | `RECORD#organizer number` | `ORGANIZER`, `SITE#n` | the public data of an organizer or a site |
//! | record | `RECORD#organizer number` | `STATE`, `EVENT#command` | the record with owner, sites and accesses, without a form; and its events |
//! | site access | `RECORD#organizer number` | `ACCESS#position#provider` | the access that a provider gives a site |
//! | account | `ACCOUNT#name` | `ACCOUNT` | the account of a person |
//! | session | `SESSION#hash` | `SESSION` | the session of a signed-in user; expires |
//! | sign-up | `SIGNUP#id` | `SIGNUP`, `EVENT#sign-up` | a sign-up, later with the user name of its account; its event; both expire |
//! | opened account | `OPENED#digest` | `OPENED` | the user name of the account that a command opened; expires |
//! | rate limit | `LIMIT#digest` | `LIMIT` | the number of tries by an address, by a network or at an account; expires |
//! | paper request | `REQUEST#id` | `STATE`, `EVENT#command` | a request that arrived by post, with its decision; and its events |
//! | scan batch | `BATCH#content` | `FILE` | the scanned post that a clerk uploads, and its reading; expires without an upload |
//! | letter | `BATCH#content` | `LETTER#n` | one letter of the scan batch: its pages, and its case or the reason for which it waits |
//! | delivery | `MAIL#digest` | `MAIL` | the delivery of a message to one recipient of one event; expires |
//! | suppression | `SUPPRESSED#digest` | `SUPPRESSED` | an address that receives no messages, with the reason; expires |
//! | access provider | `PROVIDERS` | `PROVIDER#id` | the name and the address of an access provider |
//! | certificate of filing | `CERTIFICATE#number` | `CERTIFICATE` | the statement, the signature and the digest of the PDF; never changed |
//! | calendar | `CALENDAR` | `CALENDAR`, `PROPOSAL`, `EVENT#command` | the signed years; days off before their signature; and the events |
//! | counts | `COUNTS` | `COUNTS` | the latest count of the bureau's open work |
//! | tally | `TALLY` | `day#group` | the counts of one group on one day: one number attribute for each name, and no document |
//! | open data | `STATISTICS` | table | a published table |
//! | layout | `LAYOUT` | `LAYOUT` | the number of the data layout, which a program checks before it uses the table |
//! | signing key | `SIGNING` | `KEY` | the secret key that signs certificates of filing; no answer contains it |
//!
//! | index (sparse) | partition | sort | lists |
//! | --- | --- | --- | --- |
//! | `owner-index` | `OWNER#name` | `created#id` | the filings of an owner |
//! | `owner-index` | `RECORDS#name` | `approved#number` | the records of an owner |
//! | `provider-index` | `ONFILE#id` | `domain#number` | the sites to which a provider gives access |
//! | `provider-index` | `PROVIDER#id` | `status#due or entered#id` | the worklists of a provider |
//! | `provider-index` | `STAFF#id`, `STAFF#BUREAU` | user name | the staff of a provider or of the bureau |
//! | `provider-index` | `FILED#id` | user name | the owners with accounts that the provider opened |
//! | `status-index` | `STATUS#status#shard` | `due or entered#id` | the worklists of the bureau |
//! | `status-index` | `REQUESTS#shard` | `due or arrived#id` | the open paper requests |
//! | `status-index` | `UNREAD#shard` | `at#file` | the scan batches that must still be read or quarantined |
//! | `status-index` | `UNMATCHED#shard` | `arrived#letter` | the letters that wait for a case |
//! | `owner-index` | `BATCH#name` | `at#file` | the scan batches that a clerk uploaded |
//! | `status-index` | `UNDELIVERED#shard` | `changed#id` | the messages that did not arrive |
//! | `record-index` | `DOMAIN#…`, `NAME#…` | `approved#number` | the public records, for look-ups by domain or name |
//! | `record-index` | `ASSIGNED#name`, `UNASSIGNED#shard` | `due or entered#id` | the filings under review: of one reviewer, and of none |
//! | `outbox-index` | `OUTBOX#shard` | `at#seq` | the events with a pending notice or a pending count |
//! | `schedule-index` | `SCHEDULE#shard` | `day#id` | the cases with a running deadline, by the day of the next reminder |
//! | `schedule-index` | `EXPIRES#shard` | `day#number` | the records with an expiry, by the day of the next reminder |
//! | `due-index` | `RETAINED#shard` | `day#id` | the items that are due for retention, and the records with an unfinished deregistration |

use crate::hex;
use beian_filing::{
    claim::Claim,
    identifier::{
        FilingId, FilingNumber, OrganizerNumber, ProviderId, Reference, RequestId, Username, domain,
    },
};
use std::fmt::Display;

/// Attribute with the partition key.
pub const PK: &str = "pk";
/// Attribute with the sort key.
pub const SK: &str = "sk";
/// Sort key of the state of a filing, a record or a paper request.
pub const STATE: &str = "STATE";
/// Sort key of a code that was sent to a person: to confirm a deregistration, or to see the progress of a case.
pub const CODE: &str = "CODE";
/// Prefix of the sort keys of events.
pub const EVENT: &str = "EVENT#";
/// Prefix of the sort keys of accesses: of staff to personal data, and of providers to sites.
pub const ACCESS: &str = "ACCESS#";
/// Prefix of the sort keys of refused claims.
pub const REFUSED: &str = "REFUSED#";
/// Attribute that marks the reference of a printed form as not returned yet.
pub const PRINTED: &str = "printed";
/// Condition that the reference belongs to a printed form that was not returned yet.
pub const STILL_PRINTED: &str = "attribute_exists(printed)";
/// Sort key of a claim.
pub const CLAIM: &str = "CLAIM";
/// Sort key of the public record of an organizer.
pub const ORGANIZER: &str = "ORGANIZER";
/// Prefix of the sort keys of the public records of sites.
pub const SITE: &str = "SITE#";
/// Sort key of a certificate of filing, and prefix of its partition key.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// Partition and sort key of the calendar.
pub const CALENDAR: &str = "CALENDAR";
/// Sort key of a scan batch.
pub const FILE: &str = "FILE";
/// Prefix of the sort keys of letters.
pub const LETTER: &str = "LETTER#";
/// Partition key of the daily counts.
pub const TALLY: &str = "TALLY";
/// Partition and sort key of the item with the data layout.
pub const LAYOUT: &str = "LAYOUT";
/// Partition key of all access providers.
pub const PROVIDERS: &str = "PROVIDERS";

/// Number of partitions of a busy list. The shards spread the load over DynamoDB's partitions.
pub const SHARDS: u8 = 4;

/// An item with personal data, by its identifier. The store records each access of staff to such an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditedResource<'a> {
    /// A filing.
    Filing(FilingId),
    /// A paper request.
    Request(RequestId),
    /// A scan batch.
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

    /// Returns the key of the state of a filing.
    pub fn filing(id: FilingId) -> Key {
        Key::new(filing_pk(id), STATE)
    }

    /// Returns the key of one section of the form of a filing.
    pub fn section(id: FilingId, section: &str) -> Key {
        Key::new(filing_pk(id), format!("FORM#{section}"))
    }

    /// Returns the key of the event that a command added to a filing.
    pub fn event(id: FilingId, command: &str) -> Key {
        Key::new(filing_pk(id), format!("{EVENT}{command}"))
    }

    /// Returns the key of the code with which the owner of a filing confirms a deregistration.
    pub fn code(id: FilingId) -> Key {
        Key::new(format!("{CODE}#{id}"), CODE)
    }

    /// Returns the key of one access of staff to personal data. `note` is the identifier of the access.
    pub fn access(of: AuditedResource<'_>, note: &str) -> Key {
        let pk = match of {
            AuditedResource::Filing(id) => filing_pk(id),
            AuditedResource::Request(id) => request_pk(id),
            AuditedResource::Post(file) => batch_pk(file),
        };
        Key::new(pk, format!("{ACCESS}{note}"))
    }

    /// Returns the key of the event that a command added to an account.
    pub fn account_event(username: &Username, command: &str) -> Key {
        Key::new(format!("ACCOUNT#{username}"), format!("{EVENT}{command}"))
    }

    /// Returns the key of a claim, in its canonical form.
    pub fn claim(claim: &Claim) -> Key {
        let pk = match &claim.canonical() {
            Claim::Domain(domain) => domain_pk(domain),
            Claim::Certificate { system, number } => format!("CERT#{system}#{number}"),
            Claim::FilingUnderWay(number) => format!("UNDERWAY#{number}"),
        };
        Key::new(pk, CLAIM)
    }

    /// Returns the key of the refused claim of a filing.
    pub fn refused_claim(claim: &Claim, filing_id: FilingId) -> Key {
        Key::new(Key::claim(claim).pk, format!("{REFUSED}{filing_id}"))
    }

    /// Returns the key of the counter of the filing numbers that a province issues in a year.
    pub fn counter(province: &str, year: i16) -> Key {
        Key::new(format!("COUNTER#{province}#{year}"), "COUNTER")
    }

    /// Returns the key of the public record of an organizer.
    pub fn organizer(number: OrganizerNumber) -> Key {
        Key::new(record_pk(number), ORGANIZER)
    }

    /// Returns the key of the public record of a site.
    pub fn site(number: FilingNumber) -> Key {
        let position = number.position().unwrap_or_default();
        Key::new(record_pk(number.organizer()), format!("{SITE}{position}"))
    }

    /// Returns the key of the record with this organizer's number.
    pub fn record(number: OrganizerNumber) -> Key {
        Key::new(record_pk(number), STATE)
    }

    /// Returns the key of the event that a command added to a record.
    pub fn record_event(number: OrganizerNumber, command: &str) -> Key {
        Key::new(record_pk(number), format!("{EVENT}{command}"))
    }

    /// Returns the key of the access that a provider gives a site of a record.
    pub fn record_access(number: OrganizerNumber, position: u32, provider: &ProviderId) -> Key {
        Key::new(record_pk(number), format!("{ACCESS}{position}#{provider}"))
    }

    /// Returns the key of an account. User names are in lower case.
    pub fn account(username: &Username) -> Key {
        Key::new(format!("ACCOUNT#{username}"), "ACCOUNT")
    }

    /// Returns the key of a session, by the hash of its token.
    pub fn session(hash: &str) -> Key {
        Key::new(format!("SESSION#{hash}"), "SESSION")
    }

    /// Returns the key of a sign-up.
    pub fn sign_up(id: &str) -> Key {
        Key::new(format!("SIGNUP#{id}"), "SIGNUP")
    }

    /// Returns the key of the first event of a sign-up.
    pub fn sign_up_event(id: &str) -> Key {
        Key::new(format!("SIGNUP#{id}"), format!("{EVENT}sign-up"))
    }

    /// Returns the key of the account that a command opened, by the digest of the command.
    pub fn opened(digest: &str) -> Key {
        Key::new(format!("OPENED#{digest}"), "OPENED")
    }

    /// Returns the key of a counter of tries. The key has a digest of `of`, so that names and addresses do not appear in the table.
    pub fn limit(of: &str) -> Key {
        let short = hex::encode(&hex::sha256(of.as_bytes())[..12]);
        Key::new(format!("LIMIT#{short}"), "LIMIT")
    }

    /// Returns the key of an inquiry about the progress of a case.
    pub fn progress_asked(digest: &str) -> Key {
        Key::new(format!("PROGRESS#{digest}"), format!("{EVENT}ask"))
    }

    /// Returns the key of the reference that a code from a message opens for a view of its progress. `digest` is the digest of the code.
    pub fn progress(digest: &str) -> Key {
        Key::new(format!("PROGRESS#{digest}"), CODE)
    }

    /// Returns the key of a reference.
    pub fn reference(reference: Reference) -> Key {
        Key::new(format!("REFERENCE#{reference}"), "REFERENCE")
    }

    /// Returns the key of a paper request.
    pub fn request(id: RequestId) -> Key {
        Key::new(request_pk(id), STATE)
    }

    /// Returns the key of the event that a command added to a paper request.
    pub fn request_event(id: RequestId, command: &str) -> Key {
        Key::new(request_pk(id), format!("{EVENT}{command}"))
    }

    /// Returns the key of a scan batch. Its identifier is a digest of its content.
    pub fn batch(file: &str) -> Key {
        Key::new(batch_pk(file), FILE)
    }

    /// Returns the key of a letter of a scan batch. Its identifier is `BATCH-NUMBER`.
    pub fn incoming_letter(id: &str) -> Key {
        let (file, place) = id.split_once('-').unwrap_or((id, ""));
        // Leading zeros make the sort keys follow the numbers of the letters.
        Key::new(batch_pk(file), format!("{LETTER}{place:0>4}"))
    }

    /// Returns the key of a certificate of filing, by its number.
    pub fn certificate(number: &str) -> Key {
        Key::new(format!("{CERTIFICATE}#{number}"), CERTIFICATE)
    }

    /// Returns the key of the signed calendar years that replace the compiled-in ones.
    pub fn calendar() -> Key {
        Key::new(CALENDAR.to_owned(), CALENDAR)
    }

    /// Returns the key of the proposed days off before their signature.
    pub fn calendar_proposal() -> Key {
        Key::new(CALENDAR.to_owned(), "PROPOSAL")
    }

    /// Returns the key of the event that a command added to the calendar.
    pub fn calendar_event(command: &str) -> Key {
        Key::new(CALENDAR.to_owned(), format!("{EVENT}{command}"))
    }

    /// Returns the key of the latest count of the bureau's open work.
    pub fn counts() -> Key {
        Key::new("COUNTS".to_owned(), "COUNTS")
    }

    /// Returns the key of the counts of one group on a day, `YYYY-MM-DD`.
    pub fn tally(day: &str, group: &str) -> Key {
        Key::new(TALLY.to_owned(), format!("{day}#{group}"))
    }

    /// Returns the key of a published table.
    pub fn statistics(table: &str) -> Key {
        Key::new("STATISTICS".to_owned(), table)
    }

    /// Returns the key of the secret key that signs certificates of filing.
    pub fn signing() -> Key {
        Key::new("SIGNING".to_owned(), "KEY")
    }

    /// Returns the key of the number of the table's data layout.
    pub fn layout() -> Key {
        Key::new(LAYOUT.to_owned(), LAYOUT)
    }

    /// Returns the key of the delivery of a message to one recipient.
    pub fn delivery(id: &str) -> Key {
        Key::new(format!("MAIL#{id}"), "MAIL")
    }

    /// Returns the key of the suppression of an address, by the digest of the address.
    pub fn suppression(address: &str) -> Key {
        Key::new(format!("SUPPRESSED#{address}"), "SUPPRESSED")
    }

    /// Returns the key of an access provider.
    pub fn provider(id: &ProviderId) -> Key {
        Key::new(PROVIDERS.to_owned(), format!("PROVIDER#{id}"))
    }
}

/// Returns the partition key of a filing.
pub fn filing_pk(id: FilingId) -> String {
    format!("FILING#{id}")
}

/// Returns the partition key of an organizer's record and its public records.
pub fn record_pk(organizer_number: OrganizerNumber) -> String {
    format!("RECORD#{organizer_number}")
}

/// Returns the partition key of a domain, which is the same for all its spellings. The partition contains the claim, and in
/// `record-index` the public records.
pub fn domain_pk(domain: &str) -> String {
    format!("DOMAIN#{}", domain::canonical(domain))
}

/// Parses the claim from a partition key of a layout before 4. The answer is `None` for the key of any other item.
pub fn claim_of(pk: &str) -> Option<Claim> {
    let (kind, value) = pk.split_once('#')?;
    match kind {
        "DOMAIN" => Some(Claim::Domain(value.to_owned())),
        "CERT" => {
            let (system, number) = value.split_once('#')?;
            Some(Claim::Certificate { system: system.to_owned(), number: number.to_owned() })
        }
        "ORDER" => OrganizerNumber::try_from(value.to_owned()).ok().map(Claim::FilingUnderWay),
        _ => None,
    }
}

/// Returns the partition key of an organizer's name in `record-index`.
pub fn name_pk(name: &str) -> String {
    format!("NAME#{name}")
}

/// Returns the partition key of an owner's records in `owner-index`.
pub fn records_pk(username: &Username) -> String {
    format!("RECORDS#{username}")
}

/// Returns the partition key of the sites to which a provider gives access, in `provider-index`.
pub fn accesses_pk(provider: &ProviderId) -> String {
    format!("ONFILE#{provider}")
}

/// Returns the partition key of an owner's filings in `owner-index`.
pub fn owner_pk(username: &Username) -> String {
    format!("OWNER#{username}")
}

/// Returns the partition key of a provider's worklists in `provider-index`.
pub fn provider_pk(id: &ProviderId) -> String {
    format!("PROVIDER#{id}")
}

/// Returns the partition key of the staff of a provider, or of the bureau without a provider, in `provider-index`.
pub fn staff_pk(provider: Option<&ProviderId>) -> String {
    // Identifiers of providers have no capital letters, so `BUREAU` cannot be one.
    format!("STAFF#{}", provider.map_or("BUREAU", ProviderId::as_str))
}

/// Returns the partition key of the owners with accounts that a provider opened, in `provider-index`.
pub fn filed_pk(provider: &ProviderId) -> String {
    format!("FILED#{provider}")
}

/// Returns the partition key of one shard of the filings with a status, in `status-index`.
pub fn status_pk(status: &str, shard: u8) -> String {
    format!("STATUS#{status}#{shard}")
}

/// Returns the partition key of the filings under review that a reviewer took up, in `record-index`.
pub fn assigned_pk(username: &Username) -> String {
    format!("ASSIGNED#{username}")
}

/// Returns the partition key of one shard of the filings under review without a reviewer, in `record-index`.
pub fn unassigned_pk(shard: u8) -> String {
    format!("UNASSIGNED#{shard}")
}

/// Returns the partition key of a paper request.
pub fn request_pk(id: RequestId) -> String {
    format!("REQUEST#{id}")
}

/// Returns the partition key of a scan batch and its letters.
pub fn batch_pk(file: &str) -> String {
    format!("BATCH#{file}")
}

/// Returns the partition key of the scan batches that a clerk uploaded, in `owner-index`.
pub fn batches_of_pk(username: &Username) -> String {
    format!("BATCH#{username}")
}

/// Returns the partition key of one shard of the scan batches that must still be read or quarantined, in `status-index`.
pub fn open_batches_pk(shard: u8) -> String {
    format!("UNREAD#{shard}")
}

/// Returns the partition key of one shard of the letters that wait for a case, in `status-index`.
pub fn unmatched_pk(shard: u8) -> String {
    format!("UNMATCHED#{shard}")
}

/// Returns the partition key of one shard of the open paper requests, in `status-index`.
pub fn requests_pk(shard: u8) -> String {
    format!("REQUESTS#{shard}")
}

/// Returns the partition key of one shard of the running deadlines, in `schedule-index`.
pub fn clock_pk(shard: u8) -> String {
    format!("SCHEDULE#{shard}")
}

/// Returns the partition key of one shard of the records with an expiry, in `schedule-index`.
pub fn expiry_pk(shard: u8) -> String {
    format!("EXPIRES#{shard}")
}

/// Returns the partition key of one shard of the messages that did not arrive, in `status-index`.
pub fn undelivered_pk(shard: u8) -> String {
    format!("UNDELIVERED#{shard}")
}

/// Returns the partition key of one shard of the items that are due for retention, in `due-index`.
pub fn retained_pk(shard: u8) -> String {
    format!("RETAINED#{shard}")
}

/// Returns the partition key of one shard of the outbox, in `outbox-index`.
pub fn outbox_pk(shard: u8) -> String {
    format!("OUTBOX#{shard}")
}

/// Computes the shard of an identifier.
pub fn shard(id: impl Display) -> u8 {
    id.to_string().bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte)) % SHARDS
}
