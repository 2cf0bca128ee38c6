//! The functions, their routes and the table in `template.yaml`.
//!
//! The local edition has no description of its own: it serves the template that is deployed. It reads only the
//! parts that it needs, and ignores policies, alarms and the rest.

use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::OnceLock};

/// The text of the template that this program was built with.
pub const COMPILED_IN: &str = include_str!("../../../template.yaml");

/// Logical name of the table.
const TABLE: &str = "BeianTable";

/// The reason that a template cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The text is not YAML.
    #[error("the template is not readable: {0}")]
    Unreadable(#[from] serde_norway::Error),
    /// A required part is missing.
    #[error("the template has no {0}")]
    Missing(String),
    /// The local edition does not support a part.
    #[error("the template says what the local edition cannot do: {0}")]
    Unsupported(String),
    /// The template has functions without handlers, or the program has handlers without functions.
    #[error("the template and this program differ: {0}")]
    Differs(String),
}

/// The parts of a template that the local edition reads.
#[derive(Debug, Clone)]
pub struct Template {
    /// Every function, by action name.
    pub functions: BTreeMap<String, Function>,
    /// Properties of the table.
    pub table: Value,
    /// The expiries of the scans' bucket.
    pub expiries: Vec<Expiry>,
    /// The Content-Security-Policy of the site, with [`SCANS`] as the placeholder for the origin of scans.
    pub content_security_policy: Option<String>,
}

/// An expiry. Objects under a prefix of the bucket are erased this number of days after they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// The beginning of the objects' keys.
    pub prefix: String,
    /// Number of days.
    pub days: u32,
}

/// The bucket of scans in the template.
const BUCKET: &str = "ScanBucket";

/// The origin of scans in the template's Content-Security-Policy.
pub const SCANS: &str = "https://${ScanBucket.RegionalDomainName}";

/// The events that start a function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Function {
    /// Requests: method in capitals, path with `{parameters}`.
    pub routes: Vec<(String, String)>,
    /// True if a schedule or an event of another service starts the function.
    pub scheduled: bool,
}

impl Template {
    /// The template that this program was built with, parsed once.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn compiled_in() -> Result<Template, TemplateError> {
        static OWN: OnceLock<Template> = OnceLock::new();
        match OWN.get() {
            Some(template) => Ok(template.clone()),
            None => Template::parse(COMPILED_IN).map(|template| OWN.get_or_init(|| template).clone()),
        }
    }

    /// Reads a template.
    ///
    /// # Errors
    /// When the text is not YAML, has no table, or has routes of a kind that the local edition does not serve.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let document = plain(text)?;
        let none = Map::new();
        let resources = document["Resources"].as_object().unwrap_or(&none);
        let mut functions = BTreeMap::new();
        for (name, resource) in resources {
            if resource["Type"] == "AWS::Serverless::Function" {
                functions.insert(action_of(name)?, function(name, &resource["Properties"])?);
            }
        }
        let table = resources.get(TABLE).filter(|table| table["Type"] == "AWS::DynamoDB::Table");
        let table =
            table.ok_or_else(|| TemplateError::Missing(format!("table {TABLE}")))?["Properties"].clone();
        let content_security_policy = resources
            .values()
            .filter(|resource| resource["Type"] == "AWS::CloudFront::ResponseHeadersPolicy")
            .find_map(|policy| {
                let security = &policy["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"];
                let policy = &security["ContentSecurityPolicy"]["ContentSecurityPolicy"];
                policy.as_str().or_else(|| policy["Fn::Sub"].as_str()).map(str::to_owned)
            });
        let expiries = expiries(&resources.get(BUCKET).unwrap_or(&Value::Null)["Properties"])?;
        Ok(Template { functions, table, expiries, content_security_policy })
    }
}

/// The expiries in a bucket's lifecycle. Rules about versions and parts of uploads are left out, because the embedded S3 has neither.
fn expiries(bucket: &Value) -> Result<Vec<Expiry>, TemplateError> {
    let rules = bucket["LifecycleConfiguration"]["Rules"].as_array().into_iter().flatten();
    let expiring = rules.filter(|rule| rule["Status"] == "Enabled" && !rule["ExpirationInDays"].is_null());
    expiring
        .map(|rule| {
            let days = rule["ExpirationInDays"].as_u64().and_then(|days| u32::try_from(days).ok());
            // An expiry of a whole bucket or a single file is not supported.
            let prefix =
                rule["Prefix"].as_str().filter(|prefix| prefix.ends_with('/') && !prefix.contains(".."));
            match (prefix, days) {
                (Some(prefix), Some(days)) if days > 0 => Ok(Expiry { prefix: prefix.to_owned(), days }),
                _ => Err(TemplateError::Unsupported(format!("the lifecycle rule {}", rule["Id"]))),
            }
        })
        .collect()
}

/// The action of a function's logical name: `SubmitFunction` is `submit`, `ConflictCheckFunction` is `conflict-check`.
fn action_of(logical: &str) -> Result<String, TemplateError> {
    let name = logical
        .strip_suffix("Function")
        .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
        .ok_or_else(|| {
            TemplateError::Unsupported(format!("a function named {logical}; its name is not …Function"))
        })?;
    let mut action = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !action.is_empty() {
            action.push('-');
        }
        action.push(letter.to_ascii_lowercase());
    }
    Ok(action)
}

fn function(logical: &str, properties: &Value) -> Result<Function, TemplateError> {
    let mut function = Function::default();
    for event in properties["Events"].as_object().into_iter().flat_map(Map::values) {
        match event["Type"].as_str() {
            Some("Api") => {
                let text = |name: &str| {
                    let missing = || TemplateError::Missing(format!("{name} of an event of {logical}"));
                    event["Properties"][name].as_str().ok_or_else(missing)
                };
                let path = text("Path")?;
                if path.contains("+}") {
                    return Err(TemplateError::Unsupported(format!("the greedy path {path} of {logical}")));
                }
                function.routes.push((text("Method")?.to_ascii_uppercase(), path.to_owned()));
            }
            Some("Schedule" | "ScheduleV2" | "EventBridgeRule") => function.scheduled = true,
            _ => {}
        }
    }
    Ok(function)
}

/// The whole template as JSON, with the short tags in their long form.
///
/// # Errors
/// When the text is not YAML.
pub fn plain(text: &str) -> Result<Value, TemplateError> {
    Ok(long(serde_norway::from_str(text)?))
}

/// YAML as JSON, with CloudFormation's short tags in their long form: `!Ref Table` is `{"Ref": "Table"}`.
fn long(value: serde_norway::Value) -> Value {
    use serde_norway::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(truth) => Value::Bool(truth),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or_default(),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(long).collect()),
        Yaml::Mapping(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (name(key), long(value))).collect())
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let tag = tag.trim_start_matches('!');
            let key = if tag == "Ref" || tag == "Condition" { tag.to_owned() } else { format!("Fn::{tag}") };
            Value::Object(Map::from_iter([(key, long(tagged.value))]))
        }
    }
}

fn name(key: serde_norway::Value) -> String {
    match long(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const SMALL: &str = r#"
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: { StageName: !Ref Stage }
  ConflictCheckFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: !If [IsLocal, a, b]
      Policies: [!Sub "${Table}/index/*", !GetAtt Key.Arn]
      Events:
        Api: { Type: Api, Properties: { Path: /v1/conflicts/check, Method: post, RestApiId: !Ref Api } }
  SendNoticesFunction:
    Type: AWS::Serverless::Function
    Properties:
      Events: { Tick: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 minute) } } }
  BeianTable:
    Type: AWS::DynamoDB::Table
    Properties: { KeySchema: [{ AttributeName: pk, KeyType: HASH }], SSESpecification: !If [A, { x: 1 }, !Ref "AWS::NoValue"] }
"#;

    #[test]
    fn functions_and_their_routes_are_read_past_every_tag() {
        let template = Template::parse(SMALL).unwrap();
        let check = &template.functions["conflict-check"];
        assert_eq!(check.routes, [("POST".to_owned(), "/v1/conflicts/check".to_owned())]);
        assert!(!check.scheduled);
        assert!(template.functions["send-notices"].scheduled);
        assert_eq!(template.functions.len(), 2);
        assert_eq!(template.table["KeySchema"][0]["AttributeName"], "pk");
        assert_eq!(template.table["SSESpecification"]["Fn::If"][2]["Ref"], "AWS::NoValue");
    }

    #[test]
    fn a_template_without_the_table_is_refused() {
        let error = Template::parse("Resources: {}").unwrap_err();
        assert_eq!(error.to_string(), "the template has no table BeianTable");
    }

    #[test]
    fn a_greedy_path_is_refused() {
        let greedy = SMALL.replace("/v1/conflicts/check", "\"/v1/{proxy+}\"");
        assert!(Template::parse(&greedy).unwrap_err().to_string().contains("{proxy+}"));
    }

    #[test]
    fn text_that_is_not_yaml_is_refused() {
        assert!(matches!(Template::parse("a: [").unwrap_err(), TemplateError::Unreadable(_)));
    }

    #[test]
    fn expiries_follow_the_lifecycle_of_the_bucket() {
        let expiries = Template::compiled_in().unwrap().expiries;
        let days = |prefix: &str| expiries.iter().find(|it| it.prefix == prefix).map(|it| it.days);
        assert_eq!((days("incoming/"), days("claims/done/"), days("filings/")), (Some(7), Some(30), None));
        let rule = |rule: &str| {
            let bucket = format!(
                "  ScanBucket:\n    Properties: {{ LifecycleConfiguration: {{ Rules: [{rule}] }} }}\n"
            );
            Template::parse(&format!("{SMALL}{bucket}")).map(|template| template.expiries.len())
        };
        assert_eq!(rule("{ Status: Disabled, Prefix: a/, ExpirationInDays: 1 }").unwrap(), 0);
        assert_eq!(rule("{ Status: Enabled, Prefix: a/, ExpirationInDays: 1 }").unwrap(), 1);
        for unsafe_rule in
            ["ExpirationInDays: 1", "Prefix: ../, ExpirationInDays: 1", "Prefix: a/, ExpirationInDays: 0"]
        {
            assert!(rule(&format!("{{ Status: Enabled, {unsafe_rule} }}")).is_err(), "{unsafe_rule}");
        }
    }
}
