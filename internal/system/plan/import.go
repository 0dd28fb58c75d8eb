package plan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"anlan/internal/base/clock"
	"anlan/internal/base/document/outline"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

// importDays is for how many days the outline of a file is kept for its importer.
const importDays = 30

// ImportedSection is a section of a Word file with the part that it most likely is.
type ImportedSection struct {
	N     int    `json:"n"`
	Level int    `json:"level"`
	Title string `json:"title"`
	Text  string `json:"text" doc:"how it begins"`
	Lines int    `json:"lines" doc:"paragraphs"`
	Rows  int    `json:"rows" doc:"rows of its tables"`
	Part  string `json:"part" doc:"field of the form; - to leave it out"`
}

// PlanImport is a Word file whose headings are to be mapped to the parts of a plan.
type PlanImport struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Code     string            `json:"code" doc:"of the draft that was made of it; empty for none"`
	At       clock.Instant     `json:"at"`
	Sections []ImportedSection `json:"sections" nullable:"false"`
}

type receiveInput struct {
	Name string `query:"name" required:"true" minLength:"1" maxLength:"200" doc:"of the file"`
}

// receive reads a Word file and keeps its outline for the importer; the file itself is not kept.
func (s *System) receive(ctx context.Context, in *receiveInput) (*httpapi.Body[PlanImport], error) {
	r := httpapi.IncomingOf(ctx).Open(ctx)
	defer r.Close()
	file, err := io.ReadAll(io.LimitReader(r, outline.MaxFile+1))
	if err != nil {
		return nil, fail.Invalid("plan.import.cut", "文件没有传完，请重试", "the file did not come whole; try again").Because(err)
	}
	sections, err := outline.Read(file)
	if err != nil {
		return nil, err
	}
	if len(sections) == 0 {
		return nil, fail.Invalid("plan.import.empty", "文档里没有文字", "there is no text in the file")
	}
	row := importRow{ID: id.New(), Person: httpapi.SubjectOf(ctx).ID, Name: in.Name, At: clock.Now(s.Clock)}
	if err := row.write(sections, plan.Propose(sections)); err != nil {
		return nil, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.NewRaw("DELETE FROM plan_import WHERE at < ?", clock.At(s.Clock.Now().AddDate(0, 0, -importDays))).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw("INSERT INTO plan_import (id, person, name, sections, parts, code, at) VALUES (?, ?, ?, ?, ?, ?, ?)", row.ID, row.Person, row.Name, row.Sections, row.Parts, row.Code, row.At).Exec(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep import: %w", err)
	}
	out, err := row.view()
	return httpapi.OK(out), err
}

type importRow struct {
	ID       string        `bun:"id"`
	Person   string        `bun:"person"`
	Name     string        `bun:"name"`
	Sections string        `bun:"sections"`
	Parts    string        `bun:"parts"`
	Code     string        `bun:"code"`
	At       clock.Instant `bun:"at"`
}

func (r *importRow) write(sections []outline.Section, parts []string) error {
	a, err1 := json.Marshal(sections)
	b, err2 := json.Marshal(parts)
	r.Sections, r.Parts = string(a), string(b)
	return errors.Join(err1, err2)
}

func (r *importRow) read() (sections []outline.Section, parts []string, err error) {
	return sections, parts, errors.Join(json.Unmarshal([]byte(r.Sections), &sections), json.Unmarshal([]byte(r.Parts), &parts))
}

func (r *importRow) view() (PlanImport, error) {
	out := PlanImport{ID: r.ID, Name: r.Name, Code: r.Code, At: r.At, Sections: []ImportedSection{}}
	sections, parts, err := r.read()
	if err != nil {
		return out, fmt.Errorf("import %s: %w", r.ID, err)
	}
	for n, x := range sections {
		v := ImportedSection{N: n, Level: x.Level, Title: x.Title, Lines: len(x.Paragraphs), Part: parts[n]}
		if len(x.Paragraphs) > 0 {
			v.Text = begin(x.Paragraphs[0])
		} else if len(x.Tables) > 0 && len(x.Tables[0]) > 0 {
			v.Text = begin(fmt.Sprint(x.Tables[0][0]))
		}
		for _, t := range x.Tables {
			v.Rows += len(t)
		}
		out.Sections = append(out.Sections, v)
	}
	return out, nil
}

func begin(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

type importInput struct {
	ID string `path:"id" maxLength:"64"`
}

// importOf is an import of the caller's; others see none of it.
func (s *System) importOf(ctx context.Context, q store.Querier, importID string) (importRow, error) {
	var rows []importRow
	if err := q.NewRaw("SELECT id, person, name, sections, parts, code, at FROM plan_import WHERE id = ? AND person = ?", importID, httpapi.SubjectOf(ctx).ID).Scan(ctx, &rows); err != nil {
		return importRow{}, fmt.Errorf("import %s: %w", importID, err)
	}
	if len(rows) == 0 {
		return importRow{}, fail.NotFound("plan.import.unknown", "没有这次导入，或已超过 30 天", "there is no such import, or it is older than 30 days")
	}
	return rows[0], nil
}

func (s *System) showImport(ctx context.Context, in *importInput) (*httpapi.Body[PlanImport], error) {
	row, err := s.importOf(ctx, s.DB.Read(), in.ID)
	if err != nil {
		return nil, err
	}
	out, err := row.view()
	return httpapi.OK(out), err
}

// SectionMap says which part of a plan each section is, and what the file does not say.
type SectionMap struct {
	Parts  []string `json:"parts" maxItems:"2000" doc:"part of each section, in order; - to leave one out"`
	Code   string   `json:"code" minLength:"4" maxLength:"40"`
	Kind   string   `json:"kind" enum:"overall,special,department,district,township,community,enterprise,event"`
	Title  string   `json:"title" minLength:"2" maxLength:"100"`
	Unit   string   `json:"unit" minLength:"2" maxLength:"100"`
	Area   string   `json:"area" pattern:"^[0-9]{4,12}[0-9A-Z]{0,8}$"`
	Parent string   `json:"parent,omitempty" maxLength:"40"`
}

type mapInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body SectionMap
}

// MappedPlan is the form that a file became: to be finished by somebody, and saved as a draft.
type MappedPlan struct {
	Text   string           `json:"text" doc:"the YAML form"`
	Notes  []plan.DraftNote `json:"notes" nullable:"false" doc:"sections that could not be taken"`
	Faults []FormFault      `json:"faults" nullable:"false" doc:"what is to be mended before it can be saved"`
	Items  map[string]int   `json:"items" doc:"items found, by part"`
}

// mapSections makes a form of a file by the parts that were chosen. Nothing is saved but the choice.
func (s *System) mapSections(ctx context.Context, tx *store.Tx, in *mapInput) (*httpapi.Body[MappedPlan], error) {
	row, err := s.importOf(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	sections, _, err := row.read()
	if err != nil {
		return nil, err
	}
	if len(in.Body.Parts) != len(sections) {
		return nil, fail.Invalid("plan.import.parts", fmt.Sprintf("应为 %d 个章节各选一个部分", len(sections)), fmt.Sprintf("choose a part for each of the %d sections", len(sections))).At("parts")
	}
	if err := row.write(sections, in.Body.Parts); err != nil {
		return nil, err
	}
	if _, err := tx.NewRaw("UPDATE plan_import SET parts = ?, code = ? WHERE id = ?", row.Parts, in.Body.Code, row.ID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("import %s: %w", row.ID, err)
	}
	b := in.Body
	p, notes := plan.Draft(plan.EmergencyPlan{Code: b.Code, Kind: b.Kind, Title: b.Title, Unit: b.Unit, Area: b.Area, Parent: b.Parent}, sections, b.Parts)
	text, err := plan.YAML(p)
	if err != nil {
		return nil, err
	}
	_, faults := plan.Read(text)
	return httpapi.OK(MappedPlan{string(text), notes, faultsOf(faults), countItems(p)}), nil
}

func countItems(p plan.EmergencyPlan) map[string]int {
	return map[string]int{
		"triggers": len(p.Triggers), "levels": len(p.Levels), "groups": len(p.Groups), "roles": len(p.Roles), "tasks": len(p.Tasks), "teams": len(p.Teams), "needs": len(p.Needs), "assets": len(p.Assets),
		"notices": len(p.Notices), "checklists": len(p.Checklists), "cards": len(p.Cards), "contacts": len(p.Contacts), "maps": len(p.Maps),
	}
}
