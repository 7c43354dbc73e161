//! One unambiguous encoding of values, so that a digest is the same on both databases.

use crate::Value;
use crate::value::Kind;

/// Appends `value`: a byte for its kind, then its length, then its bytes.
pub(crate) fn encode(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Int(None) | Value::Text(None) | Value::Bytes(None) => out.push(b'0'),
        Value::Int(Some(number)) => {
            out.push(b'i');
            out.extend(number.to_be_bytes());
        }
        Value::Text(Some(text)) => counted(out, b't', text.as_bytes()),
        Value::Bytes(Some(bytes)) => counted(out, b'b', bytes),
    }
}

/// Takes one value of a column of `kind` off the front; nothing when it does not begin with one.
pub(crate) fn decode(rest: &mut &[u8], kind: Kind) -> Option<Value> {
    match (take(rest, 1)?, kind) {
        ([b'0'], Kind::Int) => Some(Value::Int(None)),
        ([b'0'], Kind::Text) => Some(Value::Text(None)),
        ([b'0'], Kind::Bytes) => Some(Value::Bytes(None)),
        ([b'i'], Kind::Int) => Some(Value::Int(Some(i64::from_be_bytes(take(rest, 8)?.try_into().ok()?)))),
        ([b't'], Kind::Text) => {
            Some(Value::Text(Some(std::str::from_utf8(take_counted(rest)?).ok()?.to_owned())))
        }
        ([b'b'], Kind::Bytes) => Some(Value::Bytes(Some(take_counted(rest)?.to_vec()))),
        _ => None,
    }
}

fn take_counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u64::from_be_bytes(take(rest, 8)?.try_into().ok()?);
    take(rest, length.try_into().ok()?)
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn counted(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend((bytes.len() as u64).to_be_bytes());
    out.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lists_of_values_look_alike() {
        let lists: [&[Value]; 7] = [
            &["ab".into(), "c".into()],
            &["a".into(), "bc".into()],
            &["abc".into()],
            &[Value::Text(None), "abc".into()],
            &[Value::Bytes(Some(b"abc".to_vec()))],
            &[Value::Int(Some(0))],
            &["".into()],
        ];
        let mut seen = std::collections::BTreeSet::new();
        for list in lists {
            let mut out = Vec::new();
            list.iter().for_each(|value| encode(&mut out, value));
            assert!(seen.insert(out), "{list:?}");
        }
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let values: [(Value, Kind); 6] = [
            (i64::MIN.into(), Kind::Int),
            (Value::Int(None), Kind::Int),
            ("đèn".into(), Kind::Text),
            (Value::Text(None), Kind::Text),
            (Value::Bytes(Some(vec![0, 255])), Kind::Bytes),
            (Value::Bytes(None), Kind::Bytes),
        ];
        let mut out = Vec::new();
        values.iter().for_each(|(value, _)| encode(&mut out, value));
        let mut rest = out.as_slice();
        for (value, kind) in values {
            assert_eq!(decode(&mut rest, kind), Some(value));
        }
        assert!(rest.is_empty());
        for cut in 0..out.len() {
            let mut rest = &out[..cut];
            let kinds = [Kind::Int, Kind::Int, Kind::Text, Kind::Text, Kind::Bytes, Kind::Bytes];
            assert!(kinds.into_iter().any(|kind| decode(&mut rest, kind).is_none()), "{cut}");
        }
    }
}
