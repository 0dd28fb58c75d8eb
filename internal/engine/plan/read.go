package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// MaxForm is the largest YAML form, in bytes; deepest is how deep its lists may nest.
const (
	MaxForm = 1 << 20
	deepest = 8
)

// Read reads a plan from its YAML form; JSON is YAML too. It names every fault that it can: the path, the line, and how to mend
// it. Aliases, tags and more than one document are refused. The plan is whole only when there is no fault.
func Read(text []byte) (EmergencyPlan, []*fail.Error) {
	var p EmergencyPlan
	root, err := parse(text)
	if err != nil {
		return p, []*fail.Error{err}
	}
	r := reader{lines: map[string]int{}}
	value := r.value(root, "", form.Fields(EmergencyPlan{}), 0)
	if len(r.faults) > 0 {
		return p, r.faults
	}
	raw, bad := json.Marshal(value)
	if bad != nil {
		return p, []*fail.Error{unreadable(bad)}
	}
	faults := form.Wrong(EmergencyPlan{}, raw, "")
	if len(faults) == 0 {
		if bad := json.Unmarshal(raw, &p); bad != nil {
			return p, []*fail.Error{unreadable(bad)}
		}
		faults = p.Check()
	}
	for i, f := range faults {
		faults[i] = r.told(f)
	}
	return p, faults
}

func unreadable(err error) *fail.Error {
	return fail.Invalid("plan.unreadable", "内容不是有效的 YAML 表单", "this is no YAML form").Because(err)
}

func parse(text []byte) (*yaml.Node, *fail.Error) {
	if len(text) > MaxForm {
		return nil, fail.Invalid("plan.large", "表单超过 1 MB，请拆分附件", "the form is larger than 1 MB")
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	if err := d.Decode(&doc); err != nil {
		f := unreadable(err)
		if m := lineOf.FindStringSubmatch(err.Error()); m != nil {
			f.Text = lang.T("第 "+m[1]+" 行不是有效的 YAML，请检查缩进、冒号后的空格和引号", "line "+m[1]+" is no YAML: look at indents, the space after colons, and quotes")
		}
		return nil, f
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fail.Invalid("plan.documents", "一个文件只能写一个预案（去掉多余的 --- ）", "a file holds one plan: take the further --- out")
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fail.Invalid("plan.no-fields", "表单应由“字段: 内容”组成，第一行例如 code: 2101-ZX01", "the form is made of “field: value”, such as code: 2101-ZX01")
	}
	return doc.Content[0], nil
}

var lineOf = regexp.MustCompile(`line (\d+)`)

// reader turns nodes into values for JSON, by the fields of the form, and remembers the line of each path.
type reader struct {
	lines  map[string]int
	faults []*fail.Error
}

func (r *reader) say(n *yaml.Node, path, code, zh, en string) {
	r.faults = append(r.faults, fail.Invalid("plan."+code, fmt.Sprintf("第 %d 行：%s", n.Line, zh), fmt.Sprintf("line %d: %s", n.Line, en)).At(path))
}

func (r *reader) value(n *yaml.Node, path string, fields []form.Field, depth int) any {
	r.lines[path] = n.Line
	switch {
	case depth > deepest:
		r.say(n, path, "deep", "嵌套过深", "it nests too deep")
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.say(n, path, "alias", "不能使用锚点和引用（& 和 *），请写出内容", "anchors and aliases are not taken: write it out")
	case n.Kind == yaml.MappingNode:
		return r.mapping(n, path, fields, depth)
	case n.Kind == yaml.SequenceNode:
		out := []any{}
		for i, c := range n.Content {
			out = append(out, r.value(c, join(path, strconv.Itoa(i)), fields, depth+1))
		}
		return out
	case n.Kind == yaml.ScalarNode:
		return r.scalar(n, path)
	}
	return nil
}

func (r *reader) mapping(n *yaml.Node, path string, fields []form.Field, depth int) any {
	out := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		f, ok := fieldOf(fields, k.Value)
		where := join(path, k.Value)
		switch _, twice := out[k.Value]; {
		case !ok:
			r.say(k, where, "field-unknown", "没有字段 "+k.Value+"，可用："+some(namesOf(fields)), "there is no field "+k.Value+"; there are: "+some(namesOf(fields)))
			continue
		case twice:
			r.say(k, where, "field-twice", "字段 "+k.Value+" 写了两次", "the field "+k.Value+" is there twice")
			continue
		}
		x := r.value(v, where, f.Fields, depth+1)
		if text, ok := x.(string); ok && f.Type == form.Text {
			x = text
		} else if f.Type == form.Text && v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
			x = v.Value // a code of digits, a day
		}
		if x != nil {
			out[k.Value] = x
		}
	}
	return out
}

func (r *reader) scalar(n *yaml.Node, path string) any {
	var v any
	switch n.Tag {
	case "!!str", "!!timestamp":
		return n.Value
	case "!!null":
		return nil
	case "!!int":
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			return i
		}
		return n.Value
	case "!!float", "!!bool":
		if err := n.Decode(&v); err == nil {
			return v
		}
	}
	r.say(n, path, "tag", "无法识别的内容 "+n.Value, "a value that is not understood: "+n.Value)
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func fieldOf(fields []form.Field, name string) (form.Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return form.Field{}, false
}

func namesOf(fields []form.Field) (out []string) {
	for _, f := range fields {
		out = append(out, f.Name)
	}
	return out
}

// told adds the line and how to mend it to a fault.
func (r *reader) told(f *fail.Error) *fail.Error {
	out := *f
	if hint := hintOf(f.Field); strings.HasPrefix(f.Code, "form.") && !hint.IsZero() {
		out.Text = lang.T(out.Text.Zh+"。"+hint.Zh, out.Text.En+". "+hint.En)
	}
	for path := f.Field; ; {
		if line := r.lines[path]; line > 0 {
			out.Text = lang.T(fmt.Sprintf("第 %d 行：%s", line, out.Text.Zh), fmt.Sprintf("line %d: %s", line, out.Text.En))
			return &out
		}
		cut := strings.LastIndexByte(path, '.')
		if cut < 0 {
			return &out
		}
		path = path[:cut]
	}
}

// hintOf says what a field may hold.
func hintOf(path string) lang.Text {
	fields := form.Fields(EmergencyPlan{})
	var f form.Field
	for name := range strings.SplitSeq(path, ".") {
		if _, err := strconv.Atoi(name); err == nil {
			continue
		}
		var ok bool
		if f, ok = fieldOf(fields, name); !ok {
			return lang.Text{}
		}
		fields = f.Fields
	}
	var zh, en []string
	for _, c := range f.Choices {
		zh, en = append(zh, c.Key+"（"+c.Title.Zh+"）"), append(en, c.Key)
	}
	switch {
	case len(zh) > 0:
		return lang.T("可填："+strings.Join(zh, "、"), "it may be: "+strings.Join(en, ", "))
	case f.Format == "date":
		return lang.T("日期写作 2026-03-01", "a day is written 2026-03-01")
	case f.Format == "phone":
		return lang.T("电话写作 024-12345678 或 13800000000", "a number is written 024-12345678 or 13800000000")
	case f.Pattern != "":
		return lang.T("格式："+f.Pattern, "it looks like "+f.Pattern)
	case f.Min != nil && f.Max != nil && f.Type != form.Text:
		return lang.T(fmt.Sprintf("应在 %v 到 %v 之间", *f.Min, *f.Max), fmt.Sprintf("it lies between %v and %v", *f.Min, *f.Max))
	}
	return lang.Text{}
}

// YAML is a plan in its YAML form, the fields in the order of the form.
func YAML(p EmergencyPlan) ([]byte, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", p.Code, err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil { // JSON is YAML, and keeps its order
		return nil, fmt.Errorf("plan %s: %w", p.Code, err)
	}
	plain(&doc)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(&doc); err != nil {
		return nil, fmt.Errorf("plan %s: %w", p.Code, err)
	}
	return b.Bytes(), e.Close()
}

// plain takes the looks of JSON off; texts that would be read as something else keep their quotes.
func plain(n *yaml.Node) {
	n.Style &^= yaml.FlowStyle
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		n.Style = 0
		if _, err := strconv.ParseFloat(n.Value, 64); err == nil || n.Value == "" {
			n.Style = yaml.DoubleQuotedStyle
		}
	}
	for _, c := range n.Content {
		plain(c)
	}
}

// Schema is the JSON schema of the form, with titles in both languages.
func Schema() map[string]any { return form.Schema(EmergencyPlan{}) }
