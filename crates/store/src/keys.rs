//! Every key of the one table. Keys are built here and nowhere else.
//!
//! | item | `pk` | `sk` | holds |
//! | --- | --- | --- | --- |
//! | filing | `FILING#id` | `STATE` | where it stands; the guarded item (≤ 1 KB as a rule) |
//! | its form | `FILING#id` | `FORM#organizer`, `FORM#site`, `FORM#access`, `FORM#further`, `FORM#scans` | one section each, written only when it changed |
//! | event | `FILING#id` | `EVENT#command` | audit entry, notices owed and idempotency record in one |
//! | code | `CODE#filing id` | `CODE` | digest of the code by which an owner confirms a deregistration; expires |
//! | access | `FILING#id`, `REQUEST#id`, `SCANNED#content` | `ACCESS#random` | who of the staff saw what is private, when and why |
//! | account event | `ACCOUNT#name` | `EVENT#command`, `EVENT#command#later` | the same, for an account; later: what takes effect after a time |
//! | claim | `DOMAIN#a-label`, `CERT#system#number` | `CLAIM` | who holds it; by the canonical claim |
//! | claim | `ORDER#organizer number` | `CLAIM` | the filing about what is on file that is under way |
//! | wish | `DOMAIN#a-label`, `CERT#system#number` | `WISH#filing id` | which filing was refused the claim, and when; expires |
//! | progress | `PROGRESS#digest` | `EVENT#ask`, `CODE` | that somebody asked where something stands; by the code's digest, what it is of; both expire |
//! | reference | `REFERENCE#reference` | `REFERENCE` | which filing or paper request it is; or the printed form that has not come back, which expires |
//! | counter | `COUNTER#province#year` | `COUNTER` | the last sequence number issued |
//! | record | `RECORD#organizer number` | `ORGANIZER`, `SITE#n` | what is on file |
//! | on file | `RECORD#organizer number` | `STATE`, `EVENT#command` | the same with its owner, sites and accesses; no form |
//! | access | `RECORD#organizer number` | `ACCESS#position#provider` | who gives a site access |
//! | account | `ACCOUNT#name` | `ACCOUNT` | who may sign in |
//! | session | `SESSION#hash` | `SESSION` | who is signed in; expires |
//! | sign-up | `SIGNUP#id` | `SIGNUP`, `EVENT#sign-up` | who has not confirmed an address yet; expires |
//! | opened | `OPENED#digest` | `OPENED` | which user name a command opened; expires |
//! | limit | `LIMIT#digest` | `LIMIT` | tries of an address, a network or at an account; expires |
//! | paper request | `REQUEST#id` | `STATE`, `EVENT#command` | what came by post, and what became of it |
//! | scanned file | `SCANNED#content` | `FILE` | a file that a clerk uploads, and what became of it; expires while nothing came |
//! | post | `SCANNED#content` | `PIECE#n` | one letter of the pile in that file: its pages, and its case or why it waits |
//! | letter | `MAIL#digest` | `MAIL` | what became of a letter: one recipient of one event; expires |
//! | suppression | `SUPPRESSED#digest` | `SUPPRESSED` | an address that gets no letters, and why; expires |
//! | access provider | `PROVIDERS` | `PROVIDER#id` | who may be chosen |
//! | certificate | `CERTIFICATE#number` | `CERTIFICATE` | a certificate of filing: what it says, its signature, the digest of its PDF; never changed |
//! | calendar | `CALENDAR` | `CALENDAR`, `PROPOSAL`, `EVENT#command` | the years that hold instead of the shipped ones; days off that wait for a signature |
//! | counts | `COUNTS` | `COUNTS` | how much waits at the bureau, as counted last |
//! | tally | `TALLY` | `day#group` | what happened on a day: a number a name; no document |
//! | open data | `STATISTICS` | table | a table as it is published |
//! | layout | `LAYOUT` | `LAYOUT` | which shapes the items have: a number, checked before an office is opened or moved |
//! | signing key | `SIGNING` | `KEY` | the secret with which certificates of filing are signed; never shown |
//!
//! | index (sparse) | partition | sort | for |
//! | --- | --- | --- | --- |
//! | `owner-index` | `OWNER#name` | `created#id` | an owner's filings |
//! | `owner-index` | `RECORDS#name` | `approved#number` | what an owner has on file |
//! | `provider-index` | `ONFILE#id` | `domain#number` | the sites that a provider gives access |
//! | `provider-index` | `PROVIDER#id` | `stage#due or entered#id` | a provider's worklists |
//! | `provider-index` | `STAFF#id`, `STAFF#BUREAU` | user name | who works there |
//! | `provider-index` | `FILED#id` | user name | owners whose accounts it opened |
//! | `stage-index` | `STAGE#stage#shard` | `due or entered#id` | the bureau's worklists |
//! | `stage-index` | `REQUESTS#shard` | `due or arrived#id` | paper requests that wait |
//! | `stage-index` | `UNREAD#shard` | `at#file` | scanned files that nobody has read |
//! | `stage-index` | `UNMATCHED#shard` | `arrived#piece` | post that did not find its case |
//! | `owner-index` | `SCANNED#name` | `at#file` | the files that a clerk uploaded |
//! | `stage-index` | `UNDELIVERED#shard` | `changed#id` | letters that did not arrive |
//! | `record-index` | `DOMAIN#…`, `NAME#…` | `approved#number` | public look-ups |
//! | `record-index` | `ASSIGNED#name`, `UNASSIGNED#shard` | `due or entered#id` | what a reviewer took up, and what nobody did |
//! | `outbox-index` | `OUTBOX#shard` | `at#seq` | notices not sent yet |
//! | `clock-index` | `CLOCK#shard` | `day#id` | limits of time that run, by the day of the next reminder |
//! | `clock-index` | `EXPIRES#shard` | `day#number` | what is on file and expires, by the day of the next reminder |
//! | `due-index` | `RETAINED#shard` | `day#id` | what retention has to look at by then |

use crate::hex;
use beian_filing::{conflict::Claim, domain};

/// Partition key attribute.
pub const PK: &str = "pk";
/// Sort key attribute.
pub const SK: &str = "sk";
/// Sort key of a filing's state.
pub const STATE: &str = "STATE";
/// Sort key of the code by which a filing's owner confirms it.
pub const CODE: &str = "CODE";
/// Beginning of the sort keys of events.
pub const EVENT: &str = "EVENT#";
/// Beginning of the sort keys of notes of who saw what is private.
pub const ACCESS: &str = "ACCESS#";
/// Beginning of the sort keys of notes of who was refused a claim.
pub const WISH: &str = "WISH#";
/// Attribute of a reference of a printed form that has not come back.
pub const PRINTED: &str = "printed";
/// That a printed form has not come back.
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
/// Beginning of the sort keys of post.
pub const PIECE: &str = "PIECE#";
/// Partition of what happened on each day.
pub const TALLY: &str = "TALLY";
/// Partition and sort key of the layout.
pub const LAYOUT: &str = "LAYOUT";
/// Partition of all access providers.
pub const PROVIDERS: &str = "PROVIDERS";

/// No provider's identifier is longer, in bytes; whatever is asked for, keys stay short.
pub const LONGEST_PROVIDER: usize = 64;

/// The stage and outbox indexes are spread over this many partitions, so that no one of them is hot.
pub const SHARDS: u8 = 4;

/// Something of which it is written down who saw what is private in it, by its identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched<'a> {
    /// A filing.
    Filing(&'a str),
    /// A paper request.
    Request(&'a str),
    /// A file of scanned post.
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

    /// The code by which a filing's owner confirms it.
    pub fn code(id: &str) -> Key {
        Key::new(format!("{CODE}#{id}"), CODE)
    }

    /// A note of who saw what is private.
    pub fn access(of: Watched<'_>, note: &str) -> Key {
        let pk = match of {
            Watched::Filing(id) => filing_pk(id),
            Watched::Request(id) => request_pk(id),
            Watched::Post(file) => scanned_pk(file),
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

    /// That a filing was refused a claim.
    pub fn wish(claim: &Claim, filing_id: &str) -> Key {
        Key::new(Key::claim(claim).pk, format!("{WISH}{filing_id}"))
    }

    /// The counter of a province's year.
    pub fn counter(province: &str, year: i16) -> Key {
        Key::new(format!("COUNTER#{province}#{year}"), "COUNTER")
    }

    /// An organizer's record.
    pub fn organizer(number: &str) -> Key {
        Key::new(record_pk(number), ORGANIZER)
    }

    /// A site's record.
    pub fn site(organizer_number: &str, site_number: &str) -> Key {
        let position = site_number.strip_prefix(organizer_number).unwrap_or(site_number);
        Key::new(record_pk(organizer_number), format!("{SITE}{}", position.trim_start_matches('-')))
    }

    /// What is on file under an organizer's number, as its parties know it.
    pub fn on_file(number: &str) -> Key {
        Key::new(record_pk(number), STATE)
    }

    /// The event that a command left with what is on file.
    pub fn on_file_event(number: &str, command: &str) -> Key {
        Key::new(record_pk(number), format!("{EVENT}{command}"))
    }

    /// The access that a provider gives a site.
    pub fn on_file_access(number: &str, position: u32, provider: &str) -> Key {
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

    /// What a command opened, so that it can be asked again.
    pub fn opened(digest: &str) -> Key {
        Key::new(format!("OPENED#{digest}"), "OPENED")
    }

    /// A count of tries: of whom and of what stands only in a digest.
    pub fn limit(of: &str) -> Key {
        let short = hex::encode(&hex::sha256(of.as_bytes())[..12]);
        Key::new(format!("LIMIT#{short}"), "LIMIT")
    }

    /// That somebody asked where something stands.
    pub fn progress_asked(digest: &str) -> Key {
        Key::new(format!("PROGRESS#{digest}"), format!("{EVENT}ask"))
    }

    /// What a code from the mail shows the progress of, by the code's digest.
    pub fn progress(digest: &str) -> Key {
        Key::new(format!("PROGRESS#{digest}"), CODE)
    }

    /// What a reference stands for.
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
    pub fn scanned(file: &str) -> Key {
        Key::new(scanned_pk(file), FILE)
    }

    /// A letter in such a file: `FILE-PLACE`.
    pub fn piece(id: &str) -> Key {
        let (file, place) = id.split_once('-').unwrap_or((id, ""));
        // So that places sort as numbers.
        Key::new(scanned_pk(file), format!("{PIECE}{place:0>4}"))
    }

    /// A certificate of filing, by its number.
    pub fn certificate(number: &str) -> Key {
        Key::new(format!("{CERTIFICATE}#{number}"), CERTIFICATE)
    }

    /// The years that hold instead of the shipped ones.
    pub fn calendar() -> Key {
        Key::new(CALENDAR.to_owned(), CALENDAR)
    }

    /// Days off that wait for a signature.
    pub fn calendar_proposal() -> Key {
        Key::new(CALENDAR.to_owned(), "PROPOSAL")
    }

    /// The event that a command left with the calendar.
    pub fn calendar_event(command: &str) -> Key {
        Key::new(CALENDAR.to_owned(), format!("{EVENT}{command}"))
    }

    /// How much waits at the bureau.
    pub fn counts() -> Key {
        Key::new("COUNTS".to_owned(), "COUNTS")
    }

    /// What is counted together on a day, `YYYY-MM-DD`.
    pub fn tally(day: &str, group: &str) -> Key {
        Key::new(TALLY.to_owned(), format!("{day}#{group}"))
    }

    /// A table as it is published.
    pub fn statistics(table: &str) -> Key {
        Key::new("STATISTICS".to_owned(), table)
    }

    /// The secret with which certificates of filing are signed.
    pub fn signing() -> Key {
        Key::new("SIGNING".to_owned(), "KEY")
    }

    /// Which layout the table has.
    pub fn layout() -> Key {
        Key::new(LAYOUT.to_owned(), LAYOUT)
    }

    /// What became of a letter.
    pub fn letter(id: &str) -> Key {
        Key::new(format!("MAIL#{id}"), "MAIL")
    }

    /// Whether an address gets letters, by its digest.
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

/// Partition of what is known of a domain, in whichever form it is written: its claim, and in `record-index` its records.
pub fn domain_pk(domain: &str) -> String {
    format!("DOMAIN#{}", domain::canonical(domain))
}

/// The claim whose partition this is; `None` for that of anything else.
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

/// Partition of what an owner has on file, in `owner-index`.
pub fn records_pk(username: &str) -> String {
    format!("RECORDS#{username}")
}

/// Partition of the sites that a provider gives access, in `provider-index`.
pub fn on_file_pk(provider: &str) -> String {
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
    // No provider is called so: its identifiers have no capitals.
    format!("STAFF#{}", provider.unwrap_or("BUREAU"))
}

/// Partition of the owners whose accounts an access provider opened, in `provider-index`.
pub fn filed_pk(provider: &str) -> String {
    format!("FILED#{provider}")
}

/// Partition of a stage's shard in `stage-index`.
pub fn stage_pk(stage: &str, shard: u8) -> String {
    format!("STAGE#{stage}#{shard}")
}

/// Partition of what a reviewer took up, in `record-index`.
pub fn assigned_pk(username: &str) -> String {
    format!("ASSIGNED#{username}")
}

/// Partition of a shard of what is under review and nobody took up, in `record-index`.
pub fn unassigned_pk(shard: u8) -> String {
    format!("UNASSIGNED#{shard}")
}

/// Partition key of a paper request.
pub fn request_pk(id: &str) -> String {
    format!("REQUEST#{id}")
}

/// Partition key of a scanned file and its post.
pub fn scanned_pk(file: &str) -> String {
    format!("SCANNED#{file}")
}

/// Index partition of the files that a clerk uploaded.
pub fn scanned_by_pk(username: &str) -> String {
    format!("SCANNED#{username}")
}

/// Index partition of scanned files that nobody has read, one shard of it.
pub fn unread_pk(shard: u8) -> String {
    format!("UNREAD#{shard}")
}

/// Index partition of post that did not find its case, one shard of it.
pub fn unmatched_pk(shard: u8) -> String {
    format!("UNMATCHED#{shard}")
}

/// Partition of a shard of the paper requests that wait, in `stage-index`.
pub fn requests_pk(shard: u8) -> String {
    format!("REQUESTS#{shard}")
}

/// Partition of a shard of the limits of time that run, in `clock-index`.
pub fn clock_pk(shard: u8) -> String {
    format!("CLOCK#{shard}")
}

/// Partition of a shard of what is on file and expires, in `clock-index`.
pub fn expiry_pk(shard: u8) -> String {
    format!("EXPIRES#{shard}")
}

/// Partition of a shard of the letters that did not arrive, in `stage-index`.
pub fn undelivered_pk(shard: u8) -> String {
    format!("UNDELIVERED#{shard}")
}

/// Partition of a shard of what retention looks at, in `due-index`.
pub fn retained_pk(shard: u8) -> String {
    format!("RETAINED#{shard}")
}

/// Partition of the outbox's shard in `outbox-index`.
pub fn outbox_pk(shard: u8) -> String {
    format!("OUTBOX#{shard}")
}

/// The shard that an identifier falls to.
pub fn shard(id: &str) -> u8 {
    id.bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte)) % SHARDS
}
