// Package docxtest looks into a Word file in tests: whether its parts hold together, and what text is in it.
package docxtest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Text holds that the file opens – every part well-formed XML, every part of a known type, every relationship leading to a
// part, every reference in a part leading to a relationship – and returns the text of the body and the headers.
func Text(t testing.TB, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	parts, seen := map[string][]byte{}, map[string]bool{}
	for _, f := range z.File {
		require.False(t, seen[f.Name], "%s is in the archive twice", f.Name)
		seen[f.Name] = true
		r, err := f.Open()
		require.NoError(t, err)
		b, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		parts[f.Name] = b
	}
	require.Equal(t, "[Content_Types].xml", z.File[0].Name)
	var s strings.Builder
	for _, f := range z.File {
		ids := targets(t, parts, f.Name)
		walk(t, f.Name, parts[f.Name], func(e xml.StartElement, text string) {
			for _, a := range e.Attr {
				if strings.HasSuffix(a.Name.Space, "/relationships") {
					require.True(t, ids[a.Value], "%s names relationship %s, which is not there", f.Name, a.Value)
				}
			}
			if e.Name.Local == "t" && (strings.HasPrefix(f.Name, "word/document") || strings.HasPrefix(f.Name, "word/header")) {
				s.WriteString(text)
			}
		})
	}
	types := string(parts["[Content_Types].xml"])
	styles := string(parts["word/styles.xml"])
	for name, b := range parts {
		if name != "[Content_Types].xml" && !strings.HasSuffix(name, ".rels") {
			require.Contains(t, types, `PartName="/`+name+`"`)
		}
		walk(t, name, b, func(e xml.StartElement, _ string) {
			if e.Name.Local == "pStyle" || e.Name.Local == "tblStyle" {
				require.Contains(t, styles, `w:styleId="`+e.Attr[0].Value+`"`, "%s uses a style that is not there", name)
			}
		})
	}
	return s.String()
}

// targets are the identifiers of the relationships of a part; each leads to a part.
func targets(t testing.TB, parts map[string][]byte, name string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	dir, base := path.Split(name)
	rels := path.Join(dir, "_rels", base+".rels")
	if base == ".rels" { // those of the archive itself
		rels, dir = name, ""
	}
	b, ok := parts[rels]
	if !ok {
		return ids
	}
	walk(t, rels, b, func(e xml.StartElement, _ string) {
		if e.Name.Local != "Relationship" {
			return
		}
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "Target":
				require.Contains(t, parts, path.Join(dir, a.Value), "%s leads nowhere", rels)
			case "Id":
				require.False(t, ids[a.Value], "%s names %s twice", rels, a.Value)
				ids[a.Value] = true
			}
		}
	})
	return ids
}

// walk calls fn for every element with the text that follows its start.
func walk(t testing.TB, name string, b []byte, fn func(e xml.StartElement, text string)) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	var last *xml.StartElement
	var text strings.Builder
	flush := func() {
		if last != nil {
			fn(*last, text.String())
		}
		last = nil
		text.Reset()
	}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			flush()
			return
		}
		require.NoError(t, err, name)
		switch x := tok.(type) {
		case xml.StartElement:
			flush()
			x = x.Copy()
			last = &x
		case xml.CharData:
			text.Write(x)
		case xml.EndElement:
			flush()
		}
	}
}
