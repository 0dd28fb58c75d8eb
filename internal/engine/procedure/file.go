package procedure

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// File is something put into a case: a photo, a recording, a document of the party. Its bytes are in the blob store under
// Hash (SM3, hex). Kind is what evidence it is, by the procedure's own words; Began and Ended are the times of a recording
// by its device, Began also that of a photo; the position is WGS 84.
type File struct {
	ID         string        `bun:"id" json:"id"`
	Case       string        `bun:"case_id" json:"case"`
	Name       string        `bun:"name" json:"name"`
	Kind       string        `bun:"kind" json:"kind"`
	Note       string        `bun:"note" json:"note"`
	Type       string        `bun:"type" json:"type" doc:"media type, found from the content"`
	Size       int64         `bun:"size" json:"size"`
	Hash       string        `bun:"hash" json:"hash"`
	Device     string        `bun:"device" json:"device"`
	Began      clock.Instant `bun:"began_at" json:"began_at"`
	Ended      clock.Instant `bun:"ended_at" json:"ended_at"`
	Lon        *float64      `bun:"lon" json:"lon"`
	Lat        *float64      `bun:"lat" json:"lat"`
	Person     string        `bun:"person" json:"person"`
	PersonName string        `bun:"person_name" json:"person_name"`
	At         clock.Instant `bun:"at" json:"at"`
}

const fileColumns = "id, case_id, name, kind, note, type, size, hash, device, began_at, ended_at, lon, lat, person, person_name, at"

// AddFile joins a stored file to a case that the subject may see, and journals it with its hash. A closed case takes none.
func (e *Engine) AddFile(ctx context.Context, tx *store.Tx, by identity.Subject, f File) (File, error) {
	c, d, err := e.locked(ctx, tx, by, f.Case)
	if err != nil {
		return f, err
	}
	if c.Closed {
		return f, e.moved(d, c)
	}
	f.Person, f.PersonName, f.At = by.ID, by.Name, e.now(c)
	err = tx.Later(ctx, "INSERT INTO procedure_file ("+fileColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		f.ID, f.Case, f.Name, f.Kind, f.Note, f.Type, f.Size, f.Hash, f.Device, f.Began, f.Ended, f.Lon, f.Lat, f.Person, f.PersonName, f.At)
	if err != nil {
		return f, fmt.Errorf("add file to %s: %w", f.Case, err)
	}
	_, err = e.journal.Append(ctx, tx, journal.Entry{
		Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: c.Procedure + ".file",
		Body: map[string]any{"case": c.Title, "file": f.ID, "name": f.Name, "kind": f.Kind, "type": f.Type, "size": f.Size, "sm3": f.Hash, "began": f.Began, "device": f.Device, "row": f.sum()},
	})
	if err != nil {
		return f, err
	}
	return f, e.bus.EmitValue(ctx, tx, d.event(CaseChanged, c), Changed{Case: *c, Act: "file", From: c.Stage})
}

func lookFiles(into *[]File, caseID string) store.Lookup {
	return store.Lookup{Into: into, Query: "SELECT " + fileColumns + " FROM procedure_file WHERE case_id = ? ORDER BY id", Args: []any{caseID}}
}

func filesOf(ctx context.Context, db queryer, caseID string) ([]File, error) {
	out := []File{}
	if err := find(ctx, db, lookFiles(&out, caseID)); err != nil {
		return nil, fmt.Errorf("files of %s: %w", caseID, err)
	}
	return out, nil
}

// Files lists the files of a case that the subject may see, oldest first.
func (e *Engine) Files(ctx context.Context, by identity.Subject, caseID string) ([]File, error) {
	if _, err := e.Case(ctx, by, caseID); err != nil {
		return nil, err
	}
	return filesOf(ctx, e.db.Read(), caseID)
}

// FilesOf lists the files of cases by case, oldest first, by one question. The subject has been shown the cases.
func (e *Engine) FilesOf(ctx context.Context, cases []Case) (map[string][]File, error) {
	out := map[string][]File{}
	if len(cases) == 0 {
		return out, nil
	}
	var all []File
	if err := e.db.Read().NewRaw("SELECT "+fileColumns+" FROM procedure_file WHERE case_id IN (?) ORDER BY id", bun.List(idsOf(cases))).Scan(ctx, &all); err != nil {
		return nil, fmt.Errorf("files of cases: %w", err)
	}
	for _, f := range all {
		out[f.Case] = append(out[f.Case], f)
	}
	return out, nil
}

func idsOf(cases []Case) []string {
	out := make([]string, len(cases))
	for i, c := range cases {
		out[i] = c.ID
	}
	return out
}

// File finds one file of a case that the subject may see.
func (e *Engine) File(ctx context.Context, by identity.Subject, caseID, fileID string) (File, error) {
	all, err := e.Files(ctx, by, caseID)
	if err != nil {
		return File{}, err
	}
	for _, f := range all {
		if f.ID == fileID {
			return f, nil
		}
	}
	return File{}, errFile
}
