package procedure

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"anlan/internal/base/archive"
	"anlan/internal/base/archive/verifier"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
)

// Archived is one sealed archive of a case (一案一档).
type Archived struct {
	ID         string        `bun:"id" json:"id"`
	Case       string        `bun:"case_id" json:"case"`
	Revision   int64         `bun:"revision" json:"revision" doc:"of the case when it was made"`
	Hash       string        `bun:"hash" json:"hash" doc:"SM3 of the archive itself"`
	Size       int64         `bun:"size" json:"size"`
	Manifest   string        `bun:"manifest" json:"manifest" doc:"SM3 of its manifest, which the journal holds"`
	Person     string        `bun:"person" json:"person"`
	PersonName string        `bun:"person_name" json:"person_name"`
	At         clock.Instant `bun:"at" json:"at"`
}

const archiveColumns = "id, case_id, revision, hash, size, manifest, person, person_name, at"

// maxArchive is the largest archive, in bytes.
const maxArchive = 64 << 30

// Archive seals a case into one file: its writs, its evidence, its journal with the proof of every entry, a page that opens
// in any browser, and the programs that check it. The journal holds the hash of the manifest before the file is written. It
// is for whoever may open such cases there, and for the assignee; the file is kept, and the same state of a case is sealed
// once.
func (e *Engine) Archive(ctx context.Context, by identity.Subject, caseID string) (Archived, error) {
	c, err := e.Case(ctx, by, caseID)
	if err != nil {
		return Archived{}, err
	}
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return Archived{}, err
	}
	if !machine(by) && !by.Can(d.Open, c.Area) && c.Assignee != by.ID {
		return Archived{}, fail.Denied("procedure.archive-denied", "您无权归档此事项", "you may not archive this case")
	}
	if list, err := e.Archives(ctx, by, caseID); err != nil {
		return Archived{}, err
	} else if n := len(list); n > 0 && list[n-1].Revision == c.Revision {
		return list[n-1], nil
	}
	content, err := e.content(ctx, by, c, d)
	if err != nil {
		return Archived{}, err
	}
	vol, err := archive.Bind(content)
	if err != nil {
		return Archived{}, err
	}
	mark := vol.Mark()
	err = e.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := e.journal.Append(ctx, tx, journal.Entry{Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: c.Procedure + ".archived", Body: mark})
		return err
	})
	if err != nil {
		return Archived{}, err
	}
	out := Archived{ID: id.New(), Case: c.ID, Revision: c.Revision, Manifest: mark.Manifest, Person: by.ID, PersonName: by.Name, At: clock.Now(e.clock)}
	if out.Hash, out.Size, err = e.writeArchive(ctx, c, vol); err != nil {
		return Archived{}, err
	}
	return out, e.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO procedure_archive ("+archiveColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			out.ID, out.Case, out.Revision, out.Hash, out.Size, out.Manifest, out.Person, out.PersonName, out.At).Exec(ctx)
		if err != nil {
			return fmt.Errorf("archive %s: %w", c.ID, err)
		}
		_, err = e.journal.Append(ctx, tx, journal.Entry{
			Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: c.Procedure + ".archived.kept",
			Body: map[string]any{"archive": out.ID, "sm3": out.Hash, "size": out.Size, "manifest": out.Manifest, "row": out.sum()},
		})
		return err
	})
}

// writeArchive proves the case and streams the archive into the store.
func (e *Engine) writeArchive(ctx context.Context, c *Case, vol *archive.Volume) (hash string, size int64, err error) {
	p, err := e.journal.ProveCase(ctx, c.ID)
	if err != nil {
		return "", 0, err
	}
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(vol.Write(ctx, w, p)) }()
	info, err := e.blobs.Put(ctx, r, maxArchive)
	_ = r.CloseWithError(err) // ends the writer when the store gave up
	return info.Hash, info.Size, err
}

// content gathers what goes into the archive.
func (e *Engine) content(ctx context.Context, by identity.Subject, c *Case, d *Definition) (archive.Content, error) {
	records, err := e.journal.Case(ctx, c.ID)
	if err != nil {
		return archive.Content{}, err
	}
	proofs := make([]proof.Record, 0, len(records))
	for _, r := range records {
		proofs = append(proofs, r.Proof())
	}
	out := archive.Content{Title: c.Title, Number: c.ID, Records: proofs, Say: d.say, Cover: []archive.Field{
		{Label: "案件名称", Value: c.Title},
		{Label: "案件类别", Value: d.Title.Zh},
		{Label: "办案机关", Value: e.organ(c.Area).Name},
		{Label: "承办人", Value: c.AssigneeName},
		{Label: "立项时间", Value: c.OpenedAt.In(china).Format(time.DateTime)},
		{Label: "当前状态", Value: e.Stage(c).Title.Zh},
		{Label: "归档时间", Value: clock.Now(e.clock).In(china).Format(time.DateTime)},
	}}
	papers, err := e.Papers(ctx, by, c.ID)
	if err != nil {
		return out, err
	}
	for _, p := range papers {
		name := fmt.Sprintf("documents/%02d %s", p.N, plainName(p.Title+p.Number))
		out.Items = append(out.Items, e.item(ctx, name+".docx", p.Title+" "+p.Number, archive.Document, p.DOCXHash), e.item(ctx, name+".html", p.Title+" "+p.Number, archive.Document, p.HTMLHash))
	}
	files, err := e.Files(ctx, by, c.ID)
	if err != nil {
		return out, err
	}
	for i, f := range files {
		it := e.item(ctx, fmt.Sprintf("evidence/%03d %s", i+1, plainName(f.Name)), strings.TrimSpace(f.Name+" "+f.Note), archive.Evidence, f.Hash)
		it.SM3, it.Size = f.Hash, f.Size
		out.Items = append(out.Items, it)
	}
	programs, err := verifier.Items()
	out.Items = append(out.Items, programs...)
	return out, err
}

// item is a stored file as the archive takes it; its hash is checked when it is read.
func (e *Engine) item(ctx context.Context, name, title string, k archive.Kind, hash string) archive.Item {
	return archive.Item{Path: name, Title: title, Kind: k, Open: func() (io.ReadCloser, error) { return e.blobs.Open(ctx, hash) }}
}

// say tells a record of the journal in words.
func (d *Definition) say(r proof.Record) (title, text string) {
	var b struct {
		Act  string `json:"act"`
		Text string `json:"text"`
		Name string `json:"name"`
	}
	_ = json.Unmarshal(r.Body, &b)
	word := strings.TrimPrefix(r.Action, d.Name+".")
	act, kind, _ := strings.Cut(word, ".")
	title = map[string]string{open: "登记", "file": "上传文件", "archived": "归档"}[act]
	if a, ok := d.act(act); ok {
		title = a.Title.Zh
	}
	title += map[string]string{"proposed": "（呈批）", "signed": "（会签）", "returned": "（退回）", "refused": "（被拒绝）", "over": "（期限届满）", "kept": "（入库）"}[kind]
	if title == "" {
		title = r.Action
	}
	return title, strings.TrimSpace(b.Name + " " + b.Text)
}

// plainName is a name that every file system takes.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, path.Base(s))
	if r := []rune(s); len(r) > 80 {
		s = string(r[len(r)-80:])
	}
	return strings.Trim(s, ". ")
}

// Archives lists the sealed archives of a case that the subject may see, oldest first.
func (e *Engine) Archives(ctx context.Context, by identity.Subject, caseID string) ([]Archived, error) {
	if _, err := e.Case(ctx, by, caseID); err != nil {
		return nil, err
	}
	out := []Archived{}
	if err := e.db.Read().NewRaw("SELECT "+archiveColumns+" FROM procedure_archive WHERE case_id = ? ORDER BY id", caseID).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("archives of %s: %w", caseID, err)
	}
	return out, nil
}
