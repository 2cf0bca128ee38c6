//! The OpenAPI document, generated from the route table and the types. `infra/openapi.json` is the committed copy.

use crate::{
    problem::{Problem, ProblemCode},
    request as ask,
    route::{
        Audience, CHANGE_PROBLEMS, COMMON_PROBLEMS, FILING_PROBLEMS, ROUTES, Route, SIGNED_IN_PROBLEMS,
        WRITE_PROBLEMS,
    },
    view as show,
};
use beian_filing::{
    claim::ConflictKind,
    filing::{FilingStatus, Party},
    finding::FindingCode,
    form::DocumentKind,
    history::{EventName, Role},
    media::Media,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use utoipa::{PartialSchema, ToSchema};

/// Schemas by name.
type Schemas = BTreeMap<String, Value>;

/// The schema of an action's request, and the name of its view.
struct Shape {
    request: Value,
    view: String,
}

/// Adds the schema of a type and of every type that it refers to. Returns the name of the type.
fn collect<T: ToSchema>(schemas: &mut Schemas) -> String {
    let mut found = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut found);
    for (name, schema) in found {
        schemas.insert(name, serde_json::to_value(schema).unwrap_or_default());
    }
    T::name().into_owned()
}

fn shape<I: ToSchema, V: ToSchema>(schemas: &mut Schemas) -> Shape {
    // The fields of a request become path, query and body parameters below, so the request has no schema of its own.
    let mut named = Vec::new();
    I::schemas(&mut named);
    for (name, schema) in named {
        schemas.insert(name, serde_json::to_value(schema).unwrap_or_default());
    }
    Shape {
        request: serde_json::to_value(<I as PartialSchema>::schema()).unwrap_or_default(),
        view: collect::<V>(schemas),
    }
}

macro_rules! shapes {
    ($schemas:ident, $action:expr, { $($name:literal: $request:ident => $view:ident,)* }) => {
        match $action {
            $($name => Some(shape::<ask::$request, show::$view>($schemas)),)*
            _ => None,
        }
    };
}

fn shape_of(action: &str, schemas: &mut Schemas) -> Option<Shape> {
    shapes!(schemas, action, {
        "register": Register => Done,
        "confirm-registration": ConfirmRegistration => UsernameView,
        "sign-in": SignIn => SessionView,
        "show-session": ShowSession => SessionView,
        "sign-out": SignOut => Done,
        "end-session": EndSession => Done,
        "show-account": ShowAccount => AccountView,
        "change-password": ChangePassword => Done,
        "begin-second-factor": BeginSecondFactor => FactorView,
        "confirm-second-factor": ConfirmSecondFactor => RecoveryCodesView,
        "remove-second-factor": RemoveSecondFactor => Done,
        "export-data": ExportData => ExportView,
        "keep-email": KeepEmail => Done,
        "save-preferences": SavePreferences => PreferencesView,
        "list-undelivered": ListUndelivered => UndeliveredList,
        "resend-notice": ResendNotice => Done,
        "lift-suppression": LiftSuppression => Done,
        "add-provider": AddProvider => ProviderView,
        "invite": Invite => UsernameView,
        "list-accounts": ListAccounts => AccountList,
        "disable-account": DisableAccount => Done,
        "enable-account": EnableAccount => Done,
        "recover-staff": RecoverStaff => Done,
        "add-owner": AddOwner => UsernameView,
        "recover-owner": RecoverOwner => Done,
        "reset-password": ResetPassword => Done,
        "set-password": SetPassword => Done,
        "list-codes": ListCodes => CodesView,
        "list-providers": ListProviders => ProviderList,
        "look-up": LookUp => PublicRecordList,
        "ask-progress": AskProgress => Done,
        "show-progress": ShowProgress => ProgressView,
        "show-calendar": ShowCalendar => CalendarView,
        "propose-calendar": ProposeCalendar => ProposalView,
        "sign-calendar": SignCalendar => CalendarView,
        "withdraw-calendar": WithdrawCalendar => CalendarView,
        "show-statistics": ShowStatistics => StatisticsView,
        "download-statistics": DownloadStatistics => OpenTable,
        "take-up": TakeUp => FilingView,
        "hand-over": HandOver => FilingView,
        "pause-review": PauseReview => FilingView,
        "resume-review": ResumeReview => FilingView,
        "conflict-check": ConflictCheck => ConflictView,
        "show-conflict": ShowConflict => ConflictSidesView,
        "start-filing": StartFiling => FilingView,
        "file-in-bulk": FileInBulk => BulkReport,
        "list-filings": ListFilings => FilingList,
        "show-filing": ShowFiling => FilingView,
        "unmask": Unmask => FilingView,
        "show-history": ShowHistory => HistoryView,
        "save-draft": SaveDraft => FilingView,
        "discard": Discard => FilingView,
        "upload-scan": UploadScan => UploadView,
        "attach-scan": AttachScan => FilingView,
        "remove-scan": RemoveScan => FilingView,
        "view-scan": ViewScan => ScanView,
        "submit": Submit => FilingView,
        "correct": Correct => FilingView,
        "return-filing": ReturnFiling => FilingView,
        "forward": Forward => FilingView,
        "record-sheet": RecordSheet => FilingView,
        "correct-arrival": CorrectArrival => FilingView,
        "check-sheet": CheckSheet => FilingView,
        "review": Review => FilingView,
        "amend": Amend => FilingView,
        "deregister": Deregister => FilingView,
        "confirm-deregistration": ConfirmDeregistration => FilingView,
        "list-records": ListRecords => RecordList,
        "show-record": ShowRecord => RecordView,
        "cancel-access": CancelAccess => RecordView,
        "authorize-provider": AuthorizeProvider => AuthorizedView,
        "revoke-authorization": RevokeAuthorization => RecordView,
        "issue-certificate": IssueCertificate => CertificateView,
        "verify-certificate": VerifyCertificate => VerifiedView,
        "make-form": MakeForm => FormView,
        "print-form": PrintForm => FormView,
        "receive-request": ReceiveRequest => RequestView,
        "upload-post": UploadPost => PostUpload,
        "list-post": ListPost => PostBatchList,
        "reorder-post": ReorderPost => PostBatch,
        "list-unmatched": ListUnmatched => LetterList,
        "view-letter": ViewLetter => LetterView,
        "find-cases": FindCases => CaseList,
        "match-letter": MatchLetter => LetterSummary,
        "set-aside-letter": SetAsideLetter => LetterSummary,
        "take-back-letter": TakeBackLetter => LetterSummary,
        "view-papers": ViewPapers => PapersView,
        "list-requests": ListRequests => RequestList,
        "show-request": ShowRequest => RequestView,
        "receive-evidence": ReceiveEvidence => RequestView,
        "decide-request": DecideRequest => RequestView,
    })
}

/// Builds the whole document, in OpenAPI 3.1.
pub fn document() -> Value {
    let mut schemas = Schemas::new();
    collect::<Problem>(&mut schemas);
    // The site uses these schemas as the types of its tables of sentences.
    let codes = |codes: Vec<&str>, description: &str| json!({ "type": "string", "enum": codes, "description": description });
    let problems = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
    let fields = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
    collect::<EventName>(&mut schemas);
    collect::<FilingStatus>(&mut schemas);
    collect::<Party>(&mut schemas);
    collect::<DocumentKind>(&mut schemas);
    collect::<ConflictKind>(&mut schemas);
    let actions: Vec<&str> = ROUTES.iter().map(|route| route.action).collect();
    schemas.insert(
        "Action".to_owned(),
        json!({ "type": "string", "enum": actions, "description": "The name of an action." }),
    );

    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let Some(shape) = shape_of(route.action, &mut schemas) else { continue };
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        item[route.method.to_lowercase()] = operation(route, shape);
    }
    // The derived schemas would contain the Rust names of the codes.
    schemas.insert("ProblemCode".to_owned(), codes(problems, "A stable problem code."));
    schemas.insert("FindingCode".to_owned(), codes(fields, "Which rule a field breaks."));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Beian",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "ICP website filing 网站备案: owners file, access providers verify and forward, the bureau reviews and issues numbers. Errors are problem documents (RFC 9457) with a stable code.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/api" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": "__Host-beian" } },
        },
    })
}

/// Adds the constraints of a field that its type does not express.
fn narrow(action: &str, name: &str, schema: &mut Value) {
    match (action, name) {
        ("upload-scan", "media_type") => {
            schema["enum"] = json!(Media::ALL.map(Media::as_str));
        }
        // A schema cannot express that some roles must send one of two fields.
        ("list-filings", "status" | "worklist") => {
            schema["x-required-of"] = json!([Role::Clerk, Role::Reviewer, Role::Supervisor]);
            schema["x-required-unless"] = json!(if name == "status" { "worklist" } else { "status" });
        }
        _ => {}
    }
}

fn operation(route: &Route, shape: Shape) -> Value {
    let properties = shape.request["properties"].as_object().cloned().unwrap_or_default();
    let required: Vec<&str> =
        shape.request["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let in_path = |name: &str| route.path.contains(&format!("{{{name}}}"));

    let mut parameters: Vec<Value> = Vec::new();
    let mut fields = Map::new();
    for (name, mut schema) in properties {
        narrow(route.action, &name, &mut schema);
        let needed = required.contains(&name.as_str());
        if in_path(&name) {
            parameters.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
        } else if route.is_write() {
            fields.insert(name, schema);
        } else {
            parameters.push(json!({ "name": name, "in": "query", "required": needed, "schema": schema }));
        }
    }
    let mut operation = json!({
        "operationId": route.action,
        "summary": route.summary,
        "description": shape.request["description"],
        "responses": responses(route, &shape.view),
    });
    if route.is_write() {
        parameters.push(json!({
            "name": "idempotency-key", "in": "header", "required": false,
            "description": "8 to 64 letters, digits, `-` or `_`. The same key again gets the same answer and does nothing twice.",
            "schema": { "type": "string", "minLength": 8, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]{8,64}$" },
        }));
        let required: Vec<&str> = required.into_iter().filter(|name| !in_path(name)).collect();
        let mut body = json!({ "type": "object", "properties": fields, "additionalProperties": false });
        if !required.is_empty() {
            body["required"] = json!(required);
        }
        operation["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": body } } });
    }
    operation["parameters"] = json!(parameters);
    let problems: Vec<&str> = problems_of(route).iter().map(|code| code.as_str()).collect();
    operation["x-problems"] = json!(problems);
    if route.audience != Audience::Open {
        operation["security"] = json!([{ "session": [] }]);
    }
    if let Audience::Roles(roles) = route.audience {
        operation["x-roles"] = json!(roles);
    }
    operation
}

fn responses(route: &Route, view: &str) -> Value {
    let mut responses = Map::new();
    responses.insert(
        route.success.to_string(),
        json!({
            "description": "Done.",
            "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{view}") } } },
        }),
    );
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in problems_of(route) {
        by_status.entry(code.status()).or_default().push(code);
    }
    for (status, codes) in by_status {
        let lines: Vec<String> =
            codes.iter().map(|code| format!("`{}`: {}", code.as_str(), code.title())).collect();
        responses.insert(
            status.to_string(),
            json!({
                "description": lines.join("\n\n"),
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            }),
        );
    }
    Value::Object(responses)
}

/// Returns every problem code that an action may return.
pub fn problems_of(route: &Route) -> Vec<ProblemCode> {
    let signed_in = route.audience != Audience::Open;
    let lists = [
        route.problems,
        COMMON_PROBLEMS,
        if signed_in { SIGNED_IN_PROBLEMS } else { &[] },
        if route.path.contains("{filing_id}") { FILING_PROBLEMS } else { &[] },
        if route.is_write() { WRITE_PROBLEMS } else { &[] },
        if route.path.contains("{filing_id}") && route.is_write() { CHANGE_PROBLEMS } else { &[] },
    ];
    let mut codes: Vec<ProblemCode> = Vec::new();
    for code in lists.into_iter().flatten().filter_map(|code| ProblemCode::from_code(code)) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
