package mapping

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

const (
	rawXML  = "#xml"
	textXML = "#text"
)

// element is one that is being read.
type element struct {
	name     string
	fields   map[string]any
	text     strings.Builder
	from     int64
	children int
}

// readXML makes a tree: an element is its text when it has nothing else, else a map. Namespaces are left out. Documents
// with a DTD are refused, so nothing is expanded.
func readXML(body string) (any, error) {
	d := xml.NewDecoder(strings.NewReader(body))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	stack := []*element{{fields: map[string]any{}}}
	for {
		before := d.InputOffset()
		t, err := d.Token()
		if errors.Is(err, io.EOF) && len(stack) == 1 {
			if stack[0].children == 0 {
				return nil, unreadable("不是 XML", "this is no XML")
			}
			return stack[0].fields, nil
		}
		if err != nil {
			return nil, unreadable("不是完整的 XML", "this is no whole XML").Because(err)
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.Directive:
			return nil, unreadable("不接受带 DTD 的 XML", "XML with a DTD is not taken")
		case xml.CharData:
			top.text.Write(t)
		case xml.StartElement:
			if len(stack) > maxDepth {
				return nil, unreadable("XML 嵌套过深", "the XML is nested too deep")
			}
			top.children++
			e := &element{name: t.Name.Local, fields: map[string]any{}, from: before}
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					e.fields["@"+a.Name.Local] = a.Value
				}
			}
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			put(stack[len(stack)-1].fields, top.name, top.value(body[top.from:d.InputOffset()]))
		}
	}
}

// value is what an element that is read stands for.
func (e *element) value(raw string) any {
	text := strings.TrimSpace(e.text.String())
	if len(e.fields) == 0 {
		return text
	}
	if text != "" {
		e.fields[textXML] = text
	}
	e.fields[rawXML] = raw
	return e.fields
}

// put adds a child; several of one name make a list.
func put(fields map[string]any, name string, v any) {
	switch old := fields[name].(type) {
	case nil:
		fields[name] = v
	case []any:
		fields[name] = append(old, v)
	default:
		fields[name] = []any{old, v}
	}
}
