// Package archive writes one case as one sealed file, and checks such a file with nothing else at hand.
//
// An archive is a ZIP: the documents and evidence of the case, index.html (cover, list of contents, timeline, hashes; it
// opens in any browser and prints), manifest.json (every file with its SM3 and size, and where each chain of the journal
// ended), journal.json (the records) and proof.json (their inclusion paths, one signed head, the history of keys). The
// proof covers the files by way of the journal: Bind makes the manifest, the caller journals an entry that holds its hash
// (Mark), seals, and has the case proved with that entry in it; Write refuses a proof that lacks it. So the signed head
// vouches for the entry, the entry for the manifest, and the manifest for every file; journal.json and proof.json vouch
// for themselves. The same content and proof give the same bytes.
//
// Verify names the first thing that does not fit. It cannot tell who holds the key: the checker should know its fingerprint
// from elsewhere (Trust); the report says when he does not. The package knows no database, network or clock.
package archive

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/journal/proof"
)

// Kind says what a file is.
type Kind string

// The kinds of files.
const (
	Document Kind = "document"
	Evidence Kind = "evidence"
	Page     Kind = "page"     // index.html
	Verifier Kind = "verifier" // a program that checks the archive
)

// Field is a line of the cover.
type Field struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Item is a file to be put in. Path is where it lies in the archive: "documents/01 立案.docx". SM3 and Size are what is
// recorded of it; when SM3 is "" they are taken from the content.
type Item struct {
	Path  string
	Title string
	Kind  Kind
	SM3   string
	Size  int64
	Open  func() (io.ReadCloser, error)
}

// Content is a case to be archived. Records are its journal so far, in order. Say tells a record in words for the
// timeline; without it the action stands there.
type Content struct {
	Title   string
	Number  string
	Cover   []Field
	Items   []Item
	Records []proof.Record
	Say     func(proof.Record) (title, text string)
}

// File is a line of the manifest.
type File struct {
	Path  string `json:"path"`
	Title string `json:"title"`
	Kind  Kind   `json:"kind"`
	SM3   string `json:"sm3"`
	Size  int64  `json:"size"`
}

// Chain says where the chain of an object ended when the archive was bound: no record up to there may be missing.
type Chain struct {
	Object    string `json:"object"`
	ObjectSeq int64  `json:"object_seq"`
	Hash      string `json:"hash"`
}

// Manifest is the content of manifest.json.
type Manifest struct {
	Format string  `json:"format"`
	Title  string  `json:"title"`
	Number string  `json:"number"`
	Cover  []Field `json:"cover"`
	Files  []File  `json:"files"`
	Chains []Chain `json:"chains"`
}

// Mark goes into the body of the entry that records the archiving, at any depth.
type Mark struct {
	Manifest string `json:"archive_manifest"` // SM3 of manifest.json
	Files    int    `json:"archive_files"`
	Bytes    int64  `json:"archive_bytes"`
}

const (
	format       = "anlan.archive.1"
	manifestName = "manifest.json"
	recordsName  = "journal.json"
	proofName    = "proof.json"
	pageName     = "index.html"
	markField    = "archive_manifest"
)

// Volume is a bound archive: its manifest is fixed, its proof is not there yet.
type Volume struct {
	content  Content
	manifest Manifest
	text     []byte // manifest.json
	page     []byte
}

// Bind fixes what goes into the archive and makes its page and manifest.
func Bind(c Content) (*Volume, error) {
	c.Items = slices.Clone(c.Items)
	seen := map[string]bool{manifestName: true, recordsName: true, proofName: true, pageName: true}
	for i := range c.Items {
		it := &c.Items[i]
		if !goodPath(it.Path) || seen[strings.ToLower(it.Path)] {
			return nil, fmt.Errorf("archive %s: %q is no name for a file, or stands twice", c.Number, it.Path)
		}
		seen[strings.ToLower(it.Path)] = true
		if it.SM3 == "" {
			var err error
			if it.SM3, it.Size, err = sumOf(it.Open); err != nil {
				return nil, fmt.Errorf("archive %s: %s: %w", c.Number, it.Path, err)
			}
		}
	}
	slices.SortFunc(c.Items, func(a, b Item) int { return strings.Compare(a.Path, b.Path) })
	v := &Volume{content: c}
	var err error
	if v.page, err = page(c); err != nil {
		return nil, fmt.Errorf("archive %s: %w", c.Number, err)
	}
	v.manifest = Manifest{Format: format, Title: c.Title, Number: c.Number, Cover: append([]Field{}, c.Cover...), Files: []File{}, Chains: chains(c.Records)}
	sum := sm3.Sum(v.page)
	v.manifest.Files = append(v.manifest.Files, File{Path: pageName, Title: "卷宗首页", Kind: Page, SM3: hex.EncodeToString(sum[:]), Size: int64(len(v.page))})
	for _, it := range c.Items {
		v.manifest.Files = append(v.manifest.Files, File{it.Path, it.Title, it.Kind, it.SM3, it.Size})
	}
	if v.text, err = json.MarshalIndent(v.manifest, "", " "); err != nil {
		return nil, fmt.Errorf("archive %s: %w", c.Number, err)
	}
	return v, nil
}

// Manifest is what manifest.json will say.
func (v *Volume) Manifest() Manifest { return v.manifest }

// Mark is what the entry of the archiving must hold.
func (v *Volume) Mark() Mark {
	sum := sm3.Sum(v.text)
	m := Mark{Manifest: hex.EncodeToString(sum[:]), Files: len(v.manifest.Files)}
	for _, f := range v.manifest.Files {
		m.Bytes += f.Size
	}
	return m
}

// chains are the ends of the chains of records, by object.
func chains(records []proof.Record) []Chain {
	ends := map[string]Chain{}
	for _, r := range records {
		if r.ObjectSeq > ends[r.Object].ObjectSeq {
			ends[r.Object] = Chain{r.Object, r.ObjectSeq, r.Hash}
		}
	}
	out := []Chain{}
	for _, c := range ends {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Chain) int { return strings.Compare(a.Object, b.Object) })
	return out
}

// goodPath reports whether a name can be unpacked on any system without leaving its folder.
func goodPath(p string) bool {
	if !fs.ValidPath(p) || p == "." || len(p) > 240 || strings.ContainsAny(p, `\:*?"<>|`) {
		return false
	}
	for part := range strings.SplitSeq(p, "/") {
		if strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || strings.HasPrefix(part, " ") {
			return false
		}
	}
	return !strings.ContainsFunc(p, unicode.IsControl)
}

func sumOf(open func() (io.ReadCloser, error)) (string, int64, error) {
	r, err := open()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	h := sm3.New()
	n, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// marked reports whether a record's body holds the hash of the manifest, as a Mark does.
func marked(r *proof.Record, hash string) bool {
	if !bytes.Contains(r.Body, []byte(hash)) {
		return false
	}
	var body any
	return json.Unmarshal(r.Body, &body) == nil && holds(body, hash)
}

func holds(v any, hash string) bool {
	switch v := v.(type) {
	case map[string]any:
		if v[markField] == hash {
			return true
		}
		for _, x := range v {
			if holds(x, hash) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return holds(x, hash) })
	}
	return false
}
