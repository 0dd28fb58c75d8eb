package roster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// maxImport is the most contacts of one table.
const maxImport = 500

type importInput struct {
	Body struct {
		File  []byte `json:"file" maxLength:"4000000" doc:"the XLSX or CSV file"`
		Check bool   `json:"check,omitempty" doc:"only say what would be done"`
	}
}

// ContactFault is what is wrong with a row of a table. Row counts as Excel does.
type ContactFault struct {
	Row   int       `json:"row"`
	Field string    `json:"field"`
	Text  lang.Text `json:"text"`
}

// Imported says what was, or would be, done.
type Imported struct {
	Rows    int            `json:"rows"`
	Added   int            `json:"added"`
	Changed int            `json:"changed"`
	Same    int            `json:"same"`
	Done    bool           `json:"done" doc:"it is stored"`
	Faults  []ContactFault `json:"faults" nullable:"false"`
}

// importContacts reads a table of contacts. A row with the name, unit and area of a contact changes it; others are new.
func (s *System) importContacts(ctx context.Context, tx *store.Tx, in *importInput) (*httpapi.Body[Imported], error) {
	rows, err := tableRows(in.Body.File)
	if err != nil {
		return nil, err
	}
	who, actor := by(ctx)
	scope := who.Scope(keepPosts)
	out, list := Imported{Rows: len(rows), Faults: []ContactFault{}}, []duty.Contact{}
	seen := map[string]int{}
	for _, r := range rows {
		c, fault := s.rowContact(scope, r)
		key := c.Name + "\x00" + c.Unit + "\x00" + c.Area
		if was, twice := seen[key]; twice && fault == nil {
			fault = &ContactFault{Row: r.number, Field: "name", Text: lang.T(fmt.Sprintf("与第 %d 行为同一人", was), fmt.Sprintf("the same person as in row %d", was))}
		}
		seen[key] = r.number
		if fault == nil {
			var how string
			if c, how, err = s.matched(ctx, scope, c); err != nil {
				return nil, err
			}
			switch how {
			case "same":
				out.Same++
				continue
			case "changed":
				out.Changed++
			default:
				out.Added++
			}
			list = append(list, c)
			continue
		}
		out.Faults = append(out.Faults, *fault)
	}
	if in.Body.Check || len(out.Faults) > 0 {
		return httpapi.OK(out), nil
	}
	for _, c := range list {
		if _, err := s.Duty.PutContact(ctx, tx, actor, scope, c); err != nil {
			return nil, fmt.Errorf("import %s: %w", c.Name, err)
		}
	}
	out.Done = true
	return httpapi.OK(out), nil
}

// tableRow is a row by the names of the form's fields.
type tableRow struct {
	number int
	values map[string]string
}

// tableRows reads the first sheet of a file: titles, in either language, then rows.
func tableRows(file []byte) ([]tableRow, error) {
	book, err := sheet.Open(bytes.NewReader(file), int64(len(file)), sheet.Limits{Rows: maxImport + 1, Columns: 60})
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows(book.Sheets[0])
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	head, err := rows.Next()
	if errors.Is(err, io.EOF) {
		return nil, fail.Invalid("roster.import.empty", "表格没有内容", "the table is empty").At("file")
	}
	if err != nil {
		return nil, err
	}
	columns, err := columnsOf(head)
	if err != nil {
		return nil, err
	}
	out := []tableRow{}
	for {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		row := tableRow{number: r.Number, values: map[string]string{}}
		for i, name := range columns {
			if v := sheet.Plain(r.At(i).Text); v != "" {
				row.values[name] = v
			}
		}
		out = append(out, row)
	}
}

func columnsOf(head sheet.Row) (map[int]string, error) {
	out := map[int]string{}
	for i, c := range head.Cells {
		for _, f := range form.Fields(duty.ContactForm{}) {
			if f.Name != "account" && (c.Text == f.Title.Zh || strings.EqualFold(c.Text, f.Title.En)) {
				out[i] = f.Name
			}
		}
	}
	have := func(name string) bool {
		for _, n := range out {
			if n == name {
				return true
			}
		}
		return false
	}
	if !have("name") || !have("area") {
		return nil, fail.Invalid("roster.import.titles", "第一行应为标题，至少有“姓名”和“所在区划”", "the first row holds titles, at least Name and Area").At("file")
	}
	return out, nil
}

func (s *System) rowContact(scope identity.Scope, r tableRow) (duty.Contact, *ContactFault) {
	r.values["area"] = s.areaNamed(scope, r.values["area"])
	raw, err := json.Marshal(r.values)
	if err != nil {
		return duty.Contact{}, &ContactFault{Row: r.number, Text: lang.T("无法读取此行", "this row cannot be read")}
	}
	f, err := decode[duty.ContactForm](raw)
	if err != nil {
		e := fail.As(err)
		return duty.Contact{}, &ContactFault{Row: r.number, Field: strings.TrimPrefix(e.Field, "form."), Text: e.Text}
	}
	if !scope.Contains(f.Area) {
		return duty.Contact{}, &ContactFault{Row: r.number, Field: "area", Text: lang.T("没有这个区划，或不在你的辖区", "there is no such area, or it is not yours")}
	}
	return contactOf(f), nil
}

// areaNamed is the code of an area given by its code, its full name ("铁西区 昆明湖街道") or its own name where that is
// the only one; else the text as it is.
func (s *System) areaNamed(scope identity.Scope, text string) string {
	areas := s.Register.Areas()
	if _, ok := areas.Find(text); ok {
		return text
	}
	own := ""
	for _, hit := range areas.Named(scope, text, 50) {
		switch {
		case areas.Name(hit.Code) == text:
			return hit.Code
		case hit.Name == text && own != "":
			return text
		case hit.Name == text:
			own = hit.Code
		}
	}
	if own != "" {
		return own
	}
	return text
}

// matched finds the contact that a row means and says what becomes of it. What the row leaves out stays.
func (s *System) matched(ctx context.Context, scope identity.Scope, c duty.Contact) (duty.Contact, string, error) {
	there, err := s.Duty.Contacts(ctx, scope.Within(c.Area), duty.ContactFilter{Q: c.Name}, "", maxImport)
	if err != nil {
		return c, "", err
	}
	for _, o := range there {
		if o.Name != c.Name || o.Unit != c.Unit || o.Area != c.Area {
			continue
		}
		n := o
		for _, v := range []struct {
			to   *string
			from string
		}{{&n.Title, c.Title}, {&n.Phone, c.Phone}, {&n.Second, c.Second}, {&n.Third, c.Third}} {
			if v.from != "" {
				*v.to = v.from
			}
		}
		if n == o {
			return o, "same", nil
		}
		return n, "changed", nil
	}
	return c, "added", nil
}
