package cap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"anlan/internal/connect"
)

// Limits of what is read. The largest warnings in use are some hundred kilobytes of polygon.
const (
	MaxBytes    = 1 << 20
	maxDepth    = 12 // the standard needs 5
	maxElements = 20000
)

var declaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']`)

// guard refuses, by its bytes alone, what must not reach a parser. It is stricter than it need be: "<!" is refused even
// within a comment or CDATA, where a warning has no use for it.
func guard(raw []byte) ([]byte, *connect.Rejection) {
	if len(raw) > MaxBytes {
		return nil, connect.Reject(connect.TooLarge, fmt.Sprintf("报文超过 %d 字节", MaxBytes), fmt.Sprintf("the message is larger than %d bytes", MaxBytes))
	}
	encoding := connect.Reject(connect.XMLEncoding, "只接受 UTF-8 编码", "only UTF-8 is accepted")
	for _, mark := range []string{"\xfe\xff", "\xff\xfe", "\x00"} {
		if bytes.HasPrefix(raw, []byte(mark)) {
			return nil, encoding.Quote("UTF-16/UTF-32")
		}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if m := declaration.FindSubmatch(raw); m != nil && !strings.EqualFold(string(m[1]), "UTF-8") {
		return nil, encoding.Quote(string(m[1]))
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, encoding.Quote("NUL")
	}
	if !utf8.Valid(raw) {
		return nil, connect.Reject(connect.NotUTF8, "报文不是 UTF-8 编码", "the message is not UTF-8")
	}
	if bytes.Count(raw, []byte("=")) > maxElements { // attributes cost the parser more than their length
		return nil, connect.Reject(connect.TooMany, "属性过多", "too many attributes")
	}
	for rest := raw; ; {
		i := bytes.Index(rest, []byte("<!"))
		if i < 0 {
			return raw, nil
		}
		rest = rest[i:]
		if !bytes.HasPrefix(rest, []byte("<!--")) && !bytes.HasPrefix(rest, []byte("<![CDATA[")) {
			return nil, connect.Reject(connect.XMLEntity, "不接受文档类型和实体声明", "document types and entities are not accepted").
				Quote(string(rest[:min(len(rest), connect.SampleBytes)]))
		}
		rest = rest[2:]
	}
}

// node is an element, without its attributes, which CAP does not use.
type node struct {
	space, name string
	path        string // "alert/info[2]/severity"
	text        strings.Builder
	kids        []*node
	count       map[string]int
}

// value is the text without blanks at its ends.
func (n *node) value() string { return strings.TrimSpace(n.text.String()) }

// all are the children of a name that are not empty.
func (n *node) all(name string) []*node {
	var list []*node
	for _, k := range n.kids {
		if k.name == name && k.space == n.space && (len(k.kids) > 0 || k.value() != "") {
			list = append(list, k)
		}
	}
	return list
}

// one is the first of all, or an empty node at its place.
func (n *node) one(name string) *node {
	if list := n.all(name); len(list) > 0 {
		return list[0]
	}
	return &node{space: n.space, name: name, path: n.path + "/" + name}
}

// last is the last child of a name, which must exist.
func (n *node) last(name string) *node {
	for i := len(n.kids) - 1; ; i-- {
		if n.kids[i].name == name {
			return n.kids[i]
		}
	}
}

func (n *node) texts(name string) []string {
	var list []string
	for _, k := range n.all(name) {
		list = append(list, k.value())
	}
	return list
}

func (n *node) add(name xml.Name) *node {
	if n.count == nil {
		n.count = map[string]int{}
	}
	n.count[name.Local]++
	k := &node{space: name.Space, name: name.Local, path: n.path + "/" + name.Local}
	if i := n.count[name.Local]; i > 1 {
		k.path += fmt.Sprintf("[%d]", i)
	}
	n.kids = append(n.kids, k)
	return k
}

// tree parses guarded XML. encoding/xml resolves no entities but the five of XML itself and opens nothing; whatever else
// is not plain elements and text is refused here once more.
func tree(raw []byte) (*node, *connect.Rejection) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	top := &node{}
	open := []*node{top}
	elements := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, _ := d.InputPos()
			if strings.Contains(err.Error(), "character entity") {
				return nil, connect.Reject(connect.XMLEntity, fmt.Sprintf("不接受实体(第 %d 行)", line), fmt.Sprintf("entities are not accepted (line %d)", line)).Quote(err.Error())
			}
			return nil, connect.Reject(connect.NotXML, fmt.Sprintf("不是有效的 XML(第 %d 行)", line), fmt.Sprintf("not well-formed XML (line %d)", line)).Quote(err.Error())
		}
		here := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			elements++
			switch {
			case elements > maxElements:
				return nil, connect.Reject(connect.TooMany, "元素过多", "too many elements").At(strings.TrimPrefix(here.path, "/"))
			case len(open) > maxDepth:
				return nil, connect.Reject(connect.TooDeep, "嵌套过深", "nested too deeply").At(strings.TrimPrefix(here.path, "/"))
			case here == top && len(top.kids) > 0:
				return nil, connect.Reject(connect.NotXML, "不止一个根元素", "more than one root element")
			}
			open = append(open, here.add(t.Name))
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			here.text.Write(t)
		case xml.ProcInst:
			// A style sheet is for browsers; it is not followed here.
			if t.Target != "xml" && t.Target != "xml-stylesheet" || here != top {
				return nil, connect.Reject(connect.XMLEntity, "不接受处理指令", "processing instructions are not accepted").Quote(t.Target)
			}
		case xml.Directive:
			return nil, connect.Reject(connect.XMLEntity, "不接受文档类型和实体声明", "document types and entities are not accepted")
		}
	}
	if len(top.kids) == 0 || top.value() != "" {
		return nil, connect.Reject(connect.NotXML, "不是 XML 报文", "not an XML message").Quote(string(raw[:min(len(raw), connect.SampleBytes)]))
	}
	root := top.kids[0]
	trimPath(root)
	return root, nil
}

func trimPath(n *node) {
	n.path = strings.TrimPrefix(n.path, "/")
	for _, k := range n.kids {
		trimPath(k)
	}
}
