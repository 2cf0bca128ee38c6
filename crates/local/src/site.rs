//! The static site, with the headers that it has on AWS.

use crate::template::SCANS;
use axum::{
    body::Body,
    http::{HeaderValue, Method, Response, StatusCode, header},
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The Content-Security-Policy of pages when the template has none.
const POLICY: &str = "default-src 'self'; frame-ancestors 'none'";

/// The static site.
#[derive(Debug, Clone)]
pub struct Site {
    root: Option<PathBuf>,
    policy: HeaderValue,
}

impl Site {
    /// A site in this folder, under the template's policy, with scans at this origin. Without a folder it is one page that
    /// explains how to build the site.
    pub fn open(root: Option<&Path>, policy: Option<&str>, scans: &str) -> Site {
        let policy = policy.and_then(|policy| HeaderValue::from_str(&policy.replace(SCANS, scans)).ok());
        Site {
            root: root.and_then(|root| root.canonicalize().ok()),
            policy: policy.unwrap_or(HeaderValue::from_static(POLICY)),
        }
    }

    /// Answers with a file, a folder's page, or the page for an unknown path.
    pub async fn answer(&self, method: &Method, path: &str) -> Response<Body> {
        if method != Method::GET && method != Method::HEAD {
            return self.respond(
                StatusCode::METHOD_NOT_ALLOWED,
                PLAIN,
                REVALIDATED,
                "不支持此方法 Method not allowed\n",
            );
        }
        let Some(root) = &self.root else {
            let say = "网站还没有生成。请先运行 infra/site.sh build。\nThe site has not been built. Run: infra/site.sh build\n";
            return self.respond(StatusCode::NOT_FOUND, PLAIN, REVALIDATED, say);
        };
        match find(root, path).await {
            Ok(Found::File(file, bytes)) => {
                // A file under this path has a hash of its content in its name.
                let cache = if path.starts_with("/_astro/") { IMMUTABLE } else { REVALIDATED };
                self.respond(StatusCode::OK, media_type(&file), cache, bytes)
            }
            Ok(Found::Folder) => {
                // The location stays on this host: a path such as `//host` is never a folder.
                let mut response = self.respond(StatusCode::PERMANENT_REDIRECT, PLAIN, REVALIDATED, "");
                if let Ok(location) = HeaderValue::from_str(&format!("{path}/")) {
                    response.headers_mut().insert(header::LOCATION, location);
                }
                response
            }
            Err(_) => match tokio::fs::read(root.join("404.html")).await {
                Ok(page) => self.respond(StatusCode::NOT_FOUND, HTML, REVALIDATED, page),
                Err(_) => {
                    self.respond(StatusCode::NOT_FOUND, PLAIN, REVALIDATED, "没有这个页面 No such page\n")
                }
            },
        }
    }

    fn respond(
        &self,
        status: StatusCode,
        media: &'static str,
        cache: &'static str,
        body: impl Into<Body>,
    ) -> Response<Body> {
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        response
    }
}

/// Caching of a file whose name changes with its content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Caching of a page, which the browser must ask about each time.
const REVALIDATED: &str = "no-cache";
const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

enum Found {
    File(PathBuf, Vec<u8>),
    Folder,
}

/// Finds the file or folder of a path. Hidden files and files outside the root, also behind links, are not found.
async fn find(root: &Path, path: &str) -> io::Result<Found> {
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    let mut file = root.to_owned();
    let inner = path.strip_prefix('/').ok_or_else(missing)?;
    let (inner, is_folder) = match inner.strip_suffix('/') {
        Some(inner) => (inner, true),
        None => (inner, inner.is_empty()),
    };
    for segment in inner.split('/').filter(|_| !inner.is_empty()) {
        let name = percent_encoding::percent_decode_str(segment).decode_utf8().map_err(|_| missing())?;
        let plain = !name.is_empty()
            && (!name.starts_with('.') || name == ".well-known")
            && !name.contains(['/', '\\', ':'])
            && !name.contains(char::is_control);
        if !plain {
            return Err(missing());
        }
        file.push(&*name);
    }
    if is_folder {
        file.push("index.html");
    }
    let file = tokio::fs::canonicalize(&file).await?;
    if !file.starts_with(root) {
        return Err(missing());
    }
    if tokio::fs::metadata(&file).await?.is_dir() {
        return if is_folder { Err(missing()) } else { Ok(Found::Folder) };
    }
    let bytes = tokio::fs::read(&file).await?;
    Ok(Found::File(file, bytes))
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        "yaml" | "yml" => "application/yaml",
        "txt" => PLAIN,
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use axum::body::to_bytes;
    use std::fs;

    async fn get(site: &Site, path: &str) -> (u16, String, String) {
        let response = site.answer(&Method::GET, path).await;
        let media = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        let status = response.status().as_u16();
        (
            status,
            media,
            String::from_utf8_lossy(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).into_owned(),
        )
    }

    fn site() -> (Data, Site) {
        let data = Data::temporary().unwrap();
        let root = data.root().join("dist");
        fs::create_dir_all(root.join("help/deep")).unwrap();
        fs::create_dir_all(root.join("_astro")).unwrap();
        fs::write(root.join("index.html"), "home").unwrap();
        fs::write(root.join("help/index.html"), "help").unwrap();
        fs::write(root.join("404.html"), "gone").unwrap();
        fs::write(root.join("_astro/a.1234.css"), "css").unwrap();
        fs::write(root.join(".env"), "secret").unwrap();
        fs::write(data.root().join("secret"), "secret").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(data.root().join("secret"), root.join("linked.txt")).unwrap();
        let site = Site::open(Some(&root), None, "");
        (data, site)
    }

    #[tokio::test]
    async fn folders_files_and_what_is_not_there() {
        let (_data, site) = site();
        assert_eq!(get(&site, "/").await, (200, HTML.to_owned(), "home".to_owned()));
        assert_eq!(get(&site, "/help/").await.2, "help");
        assert_eq!(get(&site, "/help/index.html").await.2, "help");
        assert_eq!(get(&site, "/_astro/a.1234.css").await.1, "text/css; charset=utf-8");
        assert_eq!(get(&site, "/nothing").await, (404, HTML.to_owned(), "gone".to_owned()));
        assert_eq!(get(&site, "/help/deep/").await.0, 404);
        let response = site.answer(&Method::GET, "/help").await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()[header::LOCATION]),
            (308, &HeaderValue::from_static("/help/"))
        );
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        assert_eq!(site.answer(&Method::POST, "/").await.status(), 405);
    }

    #[tokio::test]
    async fn nothing_outside_the_site_is_served() {
        let (_data, site) = site();
        for path in [
            "/../secret",
            "/%2e%2e/secret",
            "/help/..%2f..%2fsecret",
            "/help/../../secret",
            "/..%5csecret",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/.env",
            "/%2eenv",
            "/linked.txt",
            "/help/%00",
            "/c:/secret",
            "/%ff",
            "",
            "secret",
            "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        ] {
            let (status, _, body) = get(&site, path).await;
            assert_eq!((status, body.as_str()), (404, "gone"), "{path}");
        }
    }

    #[tokio::test]
    async fn without_a_site_there_is_a_hint() {
        let site = Site::open(None, Some("default-src 'self'"), "");
        let (status, _, body) = get(&site, "/").await;
        assert!(status == 404 && body.contains("infra/site.sh build"));
    }
}
