//! Files stay short, and comments are plain sentences.

use super::*;

/// Files that may be longer, with the reason.
const LONGER: [(&str, &str); 3] = [
    ("site/src/api/schema.ts", "generated from infra/openapi.json"),
    ("site/src/messages/zh.ts", "one list of the sentences of a language"),
    ("site/src/messages/en.ts", "one list of the sentences of a language"),
];

/// Files of ours with one of these endings.
fn our_files(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "node_modules" && name != "dist" && name != "target" {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
                let file = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((file, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn a_file_has_at_most_500_lines() {
    let endings = ["rs", "ts", "tsx", "astro", "mjs", "css", "py", "sh"];
    let files = our_files(&["crates", "functions", "infra", "site", "tests"], &endings);
    let long: Vec<_> =
        files.iter().filter(|(_, text)| text.lines().count() > 500).map(|(file, _)| file.as_str()).collect();
    let listed = LONGER.map(|(file, _)| file);
    let unlisted: Vec<_> = long.iter().filter(|file| !listed.contains(file)).collect();
    assert!(unlisted.is_empty(), "longer than 500 lines, and not in the list: {unlisted:#?}");
    let shorter: Vec<_> = listed.iter().filter(|file| !long.contains(file)).collect();
    assert!(shorter.is_empty(), "in the list, and no longer so long: {shorter:#?}");
}

#[test]
fn a_comment_begins_with_its_subject() {
    let mut found = Vec::new();
    for (file, text) in our_files(&["crates", "functions", "tests"], &["rs"]) {
        for line in text.lines().map(str::trim_start).filter(|line| line.starts_with("//")) {
            let sentence = line.trim_start_matches(['/', '!', ' ']);
            let first = sentence.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap();
            if ["What", "Who", "Whoever", "Whose", "So", "Were"].contains(&first) {
                found.push(format!("{file}: {sentence}"));
            }
        }
    }
    assert!(found.is_empty(), "comments that begin without their subject: {found:#?}");
}
