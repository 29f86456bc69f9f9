//! Forms and links of a page, read as far as the portal writes them.

/// What the form that goes to `action` would send as it stands. `None`: the page has no such form.
pub fn fields(page: &str, action: &str) -> Option<Vec<(String, String)>> {
    let begins = page.find(&format!("action=\"{action}\""))?;
    let form = &page[begins..];
    let form = &form[..form.find("</form>")?];
    let mut fields = Vec::new();
    for (place, _) in form.match_indices('<') {
        let tag = &form[place..place + form[place..].find('>')? + 1];
        let name = || attribute(tag, "name").map(|name| plain(&name));
        let value = || plain(&attribute(tag, "value").unwrap_or_default());
        if tag.starts_with("<input") {
            let kind = attribute(tag, "type").unwrap_or_default();
            let sent = match kind.as_str() {
                "radio" | "checkbox" => tag.contains(" checked"),
                "file" | "submit" => false,
                _ => true,
            };
            fields.extend(name().filter(|_| sent).map(|name| (name, value())));
        } else if tag.starts_with("<select") {
            let options = form[place..].split("</select>").next()?;
            let chosen = options
                .split("<option")
                .skip(1)
                .find(|option| option.split('>').next().is_some_and(|o| o.contains(" selected")));
            let first = options.split("<option").nth(1);
            let value = chosen.or(first).and_then(|option| attribute(option.split('>').next()?, "value"));
            fields.extend(name().map(|name| (name, plain(&value.unwrap_or_default()))));
        } else if tag[1..].starts_with("textarea") {
            let text = form[place + tag.len()..].split("</").next()?;
            fields.extend(name().map(|name| (name, plain(text))));
        }
    }
    Some(fields)
}

/// The same form with other values in some of its fields.
pub fn filled(mut fields: Vec<(String, String)>, values: &[(&str, &str)]) -> Vec<(String, String)> {
    for (name, value) in values {
        match fields.iter_mut().find(|(own, _)| own == name) {
            Some((_, old)) => (*value).clone_into(old),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}

/// The first real choice of a select: the value that is not empty.
pub fn first_choice(page: &str, select: &str) -> Option<String> {
    let begins = page.find(&format!("name=\"{select}\""))?;
    let options = page[begins..].split("</select>").next()?;
    let values = options.split("<option").skip(1).filter_map(|option| attribute(option.split('>').next()?, "value"));
    values.map(|value| plain(&value)).find(|value| !value.is_empty())
}

/// The link to the next page of a list.
pub fn next(page: &str) -> Option<String> {
    let rel = page.find("rel=\"next\"")?;
    let tag = &page[page[..rel].rfind('<')?..];
    attribute(&tag[..tag.find('>')?], "href").map(|link| plain(&link))
}

/// The addresses that a page links to.
pub fn links(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(plain).filter(|link| link.starts_with('/') && !link.starts_with("//")).collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let quoted = tag.split(&format!(" {name}=\"")).nth(1)?;
    quoted.split('"').next().map(str::to_owned)
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_it_stands() {
        let text = format!("<{0} name=\"remark\">a &amp; b</{0}>", "textarea");
        let page = r#"<form action="/api/other"></form><form method="post" action="/api/count"><input type="hidden" name="submission" value="7">
            <input type="radio" name="answer" value="all"><input type="radio" name="answer" value="differs" checked>
            <select class="input" name="condition"><option value="new">New</option><option value="good" selected>Good</option></select>
            TEXT<button type="submit">Send</button></form><a href="/items?page=2&amp;q=a">next</a>"#;
        let page = &page.replace("TEXT", &text);
        let sent = fields(page, "/api/count").expect("the form");
        let expected = [("submission", "7"), ("answer", "differs"), ("condition", "good"), ("remark", "a & b")];
        assert_eq!(sent, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(filled(sent, &[("remark", "c")])[3].1, "c");
        assert_eq!(links(page), ["/items?page=2&q=a"]);
        assert_eq!(fields(page, "/api/nothing"), None);
    }
}
