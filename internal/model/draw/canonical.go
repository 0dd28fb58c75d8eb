package draw

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxDepth is far more than the form needs.
const maxDepth = 16

// canonical is the one form of a value in JSON.
func canonical(v any) ([]byte, error) {
	t, err := treeOf(v)
	if err != nil {
		return nil, err
	}
	return write(nil, t), nil
}

func treeOf(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return tree(b)
}

// tree is JSON as it stands there: objects by name, numbers as they are written. It refuses what two readers might read
// differently: a name that stands twice in an object, bytes that are no UTF-8, anything behind the end.
func tree(raw []byte) (any, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := value(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands behind the end")
	}
	return v, nil
}

func value(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	if depth == maxDepth {
		return nil, errors.New("nested too deeply")
	}
	if delim == '[' {
		out := []any{}
		for d.More() {
			v, err := value(d, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		_, err := d.Token()
		return out, err
	}
	out := map[string]any{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string) // the decoder takes nothing else for a name
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("%q stands there twice", name)
		}
		if out[name], err = value(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err = d.Token()
	return out, err
}

func write(b []byte, v any) []byte {
	switch v := v.(type) {
	case map[string]any:
		b = append(b, '{')
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(quote(b, name), ':')
			b = write(b, v[name])
		}
		return append(b, '}')
	case []any:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = write(b, e)
		}
		return append(b, ']')
	case string:
		return quote(b, v)
	case json.Number:
		return append(b, v...)
	case bool:
		return strconv.AppendBool(b, v)
	}
	return append(b, "null"...)
}

func quote(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"', c == '\\':
			b = append(b, '\\', c)
		case c < 0x20: // not in what is valid; here so that a difference can be shown
			b = fmt.Appendf(b, "\\u%04x", c)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// difference is the first place, in the order of the canonical form, where two trees differ: the path and what stands there,
// "–" for nothing.
func difference(path string, is, should any) (at, one, other string, differ bool) {
	switch a := is.(type) {
	case map[string]any:
		b, ok := should.(map[string]any)
		if !ok {
			break
		}
		names := slices.Sorted(maps.Keys(a))
		for name := range b {
			if _, ok := a[name]; !ok {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			x, inA := a[name]
			y, inB := b[name]
			if !inA || !inB {
				return below(path, name), show(x, inA), show(y, inB), true
			}
			if at, one, other, differ = difference(below(path, name), x, y); differ {
				return at, one, other, true
			}
		}
		return "", "", "", false
	case []any:
		b, ok := should.([]any)
		if !ok {
			break
		}
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) {
				return below(path, strconv.Itoa(i)), show(nth(a, i), i < len(a)), show(nth(b, i), i < len(b)), true
			}
			if at, one, other, differ = difference(below(path, strconv.Itoa(i)), a[i], b[i]); differ {
				return at, one, other, true
			}
		}
		return "", "", "", false
	default:
		if _, ok := should.(map[string]any); ok {
			break
		}
		if _, ok := should.([]any); ok {
			break
		}
		if is == should {
			return "", "", "", false
		}
	}
	return path, show(is, true), show(should, true), true
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func nth(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// show writes a value for people: a text plainly, all else as JSON, both cut short.
func show(v any, there bool) string {
	if !there {
		return "–"
	}
	s, ok := v.(string)
	if !ok {
		s = string(write(nil, v))
	}
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80]) + "…"
	}
	return s
}
