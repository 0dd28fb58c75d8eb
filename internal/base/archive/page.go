package archive

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"anlan/internal/base/journal/proof"
)

//go:embed page.html
var pageText string

// china is the time in which people read the clock.
var china = time.FixedZone("CST", 8*3600)

// line is a row of the timeline.
type line struct {
	No    int
	At    string
	Who   string
	Title string
	Text  string
	Hash  string
}

// page is index.html: no scripts, nothing from outside.
func page(c Content) ([]byte, error) {
	t, err := template.New(pageName).Funcs(template.FuncMap{
		"href": func(p string) template.URL { return template.URL((&url.URL{Path: "./" + p}).EscapedPath()) },
		"size": size,
		"grouped": func(s string) string { // a hash that people can compare
			var parts []string
			for i := 0; i < len(s); i += 8 {
				parts = append(parts, s[i:min(i+8, len(s))])
			}
			return strings.Join(parts, " ")
		},
		"add": func(a, b int) int { return a + b },
	}).Parse(pageText)
	if err != nil {
		return nil, err
	}
	data := struct {
		Content
		Lines                []line
		Documents, Evidences []Item
		Verifiers            []Item
	}{Content: c}
	for i, r := range c.Records {
		title, text := r.Action, ""
		if c.Say != nil {
			title, text = c.Say(r)
		}
		data.Lines = append(data.Lines, line{No: i + 1, At: r.At.In(china).Format("2006-01-02 15:04:05"), Who: r.ActorName, Title: title, Text: text, Hash: short(r)})
	}
	for _, it := range c.Items {
		switch it.Kind {
		case Evidence:
			data.Evidences = append(data.Evidences, it)
		case Verifier:
			data.Verifiers = append(data.Verifiers, it)
		case Document, Page:
			data.Documents = append(data.Documents, it)
		}
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func short(r proof.Record) string { return r.Hash[:min(16, len(r.Hash))] }

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}
