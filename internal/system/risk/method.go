package risk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/model/grade"
)

// methodRow is a version of a city's own method. Version 0 is that of the product and has no row.
type methodRow struct {
	ID      string        `bun:"id"`
	Version int64         `bun:"version"`
	Content string        `bun:"content"`
	At      clock.Instant `bun:"at"`
	By      string        `bun:"by_name"`
	Why     string        `bun:"why"`
}

// ownMethod is what a city sets of a method: where its colours begin, or its grid. Factors and scores are those of the product.
type ownMethod struct {
	Bands []grade.Band   `json:"bands,omitempty"`
	Cells [][]grade.Risk `json:"cells,omitempty"`
}

var cityBasis = grade.Basis{Title: lang.T("本市自行设定，不低于系统缺省", "set by the city, no looser than the default"), Source: grade.Constructed}

func baseMethod(id string) (grade.Method, error) {
	for _, m := range grade.Methods() {
		if m.ID == id {
			return m, nil
		}
	}
	return grade.Method{}, fail.Invalid("risk.method.unknown", "没有这种评估方法："+id, "there is no such method: "+id).At("method")
}

// method is a method as a version of it stood; version -1 is the one in force. It comes with its version.
func (s *System) method(ctx context.Context, q store.Querier, id string, version int64) (grade.Method, methodRow, error) {
	m, err := baseMethod(id)
	if err != nil || version == 0 {
		return m, methodRow{ID: id}, err
	}
	where, args := "id = ?", []any{id}
	if version > 0 {
		where, args = where+" AND version = ?", append(args, version)
	}
	var rows []methodRow
	if err := q.NewRaw("SELECT id, version, content, at, by_name, why FROM risk_method WHERE "+where+" ORDER BY version DESC LIMIT 1", args...).Scan(ctx, &rows); err != nil {
		return m, methodRow{}, fmt.Errorf("method %s: %w", id, err)
	}
	if len(rows) == 0 {
		return m, methodRow{ID: id}, nil
	}
	var own ownMethod
	if err := json.Unmarshal([]byte(rows[0].Content), &own); err != nil {
		return m, methodRow{}, fmt.Errorf("method %s: %w", id, err)
	}
	m.Bands, m.Cells, m.Colours = own.Bands, own.Cells, cityBasis
	return m, rows[0], nil
}

// written are scores as they are kept, in the order of the factors: L=3 E=6 C=15.
func written(terms []grade.Term) string {
	var out []string
	for _, t := range terms {
		out = append(out, t.Symbol+"="+strconv.FormatFloat(t.Score.Value(), 'f', -1, 64))
	}
	return strings.Join(out, " ")
}

// scoresOf reads scores as they are kept, or as a query has them (L:3,E:6).
func scoresOf(text string) (map[string]float64, error) {
	out := map[string]float64{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		symbol, value, ok := strings.Cut(strings.Replace(part, ":", "=", 1), "=")
		v, err := strconv.ParseFloat(value, 64)
		if !ok || err != nil {
			return nil, fail.Invalid("risk.scores", "分值格式有误："+part, "this is no score: "+part).At("scores")
		}
		out[symbol] = v
	}
	return out, nil
}

// workingOf is the working of the grade of a point, by the method as it stood when it was given.
func (s *System) workingOf(ctx context.Context, p *RiskPoint) (grade.Working, error) {
	m, _, err := s.method(ctx, s.DB.Read(), p.Method, p.MethodVersion)
	if err != nil {
		return grade.Working{}, err
	}
	scores, err := scoresOf(p.Scores)
	if err != nil {
		return grade.Working{}, err
	}
	return grade.Assess(m, grade.Input{Scores: scores, Direct: p.directs()})
}

type workingInput struct {
	Method string `query:"method" required:"true" enum:"lec,ls,matrix"`
	Scores string `query:"scores" required:"true" maxLength:"100" doc:"as L:3,E:6,C:15"`
	Direct string `query:"direct" maxLength:"200" doc:"keys of direct rules, with commas"`
}

// RiskWorking is the grade that scores would give, with the working.
type RiskWorking struct {
	Result   string          `json:"result"`
	ByScores grade.Risk      `json:"by_scores" enum:"red,orange,yellow,blue"`
	Risk     grade.Risk      `json:"risk" enum:"red,orange,yellow,blue"`
	Controls []grade.Control `json:"controls" nullable:"false" doc:"levels that control it, the one that answers first"`
	Steps    []lang.Text     `json:"steps" nullable:"false"`
}

func (s *System) working(ctx context.Context, in *workingInput) (*httpapi.Body[RiskWorking], error) {
	m, _, err := s.method(ctx, s.DB.Read(), in.Method, -1)
	if err != nil {
		return nil, err
	}
	scores, err := scoresOf(in.Scores)
	if err != nil {
		return nil, err
	}
	w, err := grade.Assess(m, grade.Input{Scores: scores, Direct: strings.FieldsFunc(in.Direct, func(r rune) bool { return r == ',' })})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(RiskWorking{w.Product, w.ByScores, w.Risk, w.Controls, w.Steps()}), nil
}

// RiskMethod is a method in force, for the editor.
type RiskMethod struct {
	ID      string         `json:"id"`
	Title   lang.Text      `json:"title"`
	Result  string         `json:"result"`
	Factors []MethodFactor `json:"factors" nullable:"false"`
	Bands   []MethodBand   `json:"bands" nullable:"false" doc:"gravest first; empty where a grid decides"`
	Cells   [][]grade.Risk `json:"cells" nullable:"false" doc:"a row for each score of the first factor, from the lowest"`
	Basis   lang.Text      `json:"basis"`
	Colours lang.Text      `json:"colours" doc:"where the cut-offs come from"`
	Version int64          `json:"version" doc:"0: that of the product"`
	At      clock.Instant  `json:"at"`
	By      string         `json:"by"`
	Why     string         `json:"why"`
}

// MethodFactor is one score to be given.
type MethodFactor struct {
	Symbol string        `json:"symbol"`
	Title  lang.Text     `json:"title"`
	Scores []MethodScore `json:"scores" nullable:"false"`
}

// MethodScore is a value with what it means.
type MethodScore struct {
	Value float64   `json:"value"`
	Title lang.Text `json:"title"`
}

// MethodBand is a class of results: of From and more, or with Above those greater.
type MethodBand struct {
	From  int        `json:"from" minimum:"0" maximum:"1000000000"`
	Above bool       `json:"above,omitempty"`
	Class lang.Text  `json:"class,omitempty"`
	Risk  grade.Risk `json:"risk" enum:"red,orange,yellow,blue"`
}

func shown(m grade.Method, r methodRow) RiskMethod {
	out := RiskMethod{
		ID: m.ID, Title: m.Title, Result: m.Result, Bands: []MethodBand{}, Cells: m.Cells, Basis: m.Basis.Title, Colours: m.Colours.Title, Version: r.Version, At: r.At, By: r.By, Why: r.Why,
	}
	if out.Cells == nil {
		out.Cells = [][]grade.Risk{}
	}
	for _, f := range m.Factors {
		x := MethodFactor{Symbol: f.Symbol, Title: f.Title}
		for _, v := range f.Scores {
			x.Scores = append(x.Scores, MethodScore{v.Value(), v.Title})
		}
		out.Factors = append(out.Factors, x)
	}
	for _, b := range m.Bands {
		out.Bands = append(out.Bands, MethodBand(b))
	}
	return out
}

type riskMethodInput struct {
	ID   string `path:"id" enum:"lec,ls,matrix"`
	Body struct {
		Version int64          `json:"version" minimum:"0" doc:"that was read"`
		Bands   []MethodBand   `json:"bands,omitempty" maxItems:"12"`
		Cells   [][]grade.Risk `json:"cells,omitempty" maxItems:"10"`
		Why     string         `json:"why" minLength:"4" maxLength:"300" doc:"by which decision of the city"`
	}
}

// MethodSet is what became of a city's own method.
type MethodSet struct {
	Method   RiskMethod `json:"method"`
	Regraded int        `json:"regraded" doc:"points that have a graver grade now"`
}

// setMethod puts a city's own cut-offs in force, for the whole city. They may be stricter than the product's and never
// looser. Points whose scores now mean a graver grade have it at once; none becomes milder without an assessment.
func (s *System) setMethod(ctx context.Context, tx *store.Tx, in *riskMethodInput) (*httpapi.Body[MethodSet], error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can(setMethods, s.Home) {
		return nil, fail.Denied("risk.method.city", "评估方法由市级设定，您的权限不含全市", "methods are set for the whole city, and your permission is not")
	}
	base, err := baseMethod(in.ID)
	if err != nil {
		return nil, err
	}
	_, was, err := s.method(ctx, tx, in.ID, -1)
	if err != nil {
		return nil, err
	}
	if was.Version != in.Body.Version {
		return nil, fail.Conflict("risk.method.version", "评估方法刚被 "+was.By+" 修改过，请刷新后重试", "the method was changed meanwhile by "+was.By).At("version")
	}
	own := ownMethod{Cells: in.Body.Cells}
	for _, b := range in.Body.Bands {
		own.Bands = append(own.Bands, grade.Band(b))
	}
	m := base
	m.Bands, m.Cells, m.Colours = own.Bands, own.Cells, cityBasis
	if err := m.Tightens(base); err != nil {
		return nil, err
	}
	content, err := json.Marshal(own)
	if err != nil {
		return nil, err
	}
	r := methodRow{ID: in.ID, Version: was.Version + 1, Content: string(content), At: clock.Now(s.Clock), By: by.Name, Why: strings.TrimSpace(in.Body.Why)}
	if _, err := tx.NewRaw("INSERT INTO risk_method (id, version, content, at, by_id, by_name, why) VALUES (?, ?, ?, ?, ?, ?, ?)", r.ID, r.Version, r.Content, r.At, by.ID, r.By, r.Why).Exec(ctx); err != nil {
		return nil, fmt.Errorf("method %s: %w", r.ID, err)
	}
	n, err := s.regrade(ctx, tx, actor(by), m, r)
	if err != nil {
		return nil, err
	}
	if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "risk.method." + r.ID, Area: s.Home, Actor: actor(by), Action: "risk.method.set", Body: map[string]any{"version": r.Version, "content": own, "why": r.Why, "regraded": n}}); err != nil {
		return nil, err
	}
	return httpapi.OK(MethodSet{shown(m, r), n}), s.tellRegister(ctx, tx, actor(by), "")
}

// byMethod begins the why of a version that a stricter method made.
const byMethod = "评估方法调整："

// regrade gives the points of a method the colours of a new version of it where these are graver. It asks for each
// combination of scores that occurs once, and changes all points that have it with one statement: there are some hundred of
// them, however many points.
func (s *System) regrade(ctx context.Context, tx *store.Tx, by journal.Actor, m grade.Method, r methodRow) (int, error) {
	var kinds []struct {
		Scores   string     `bun:"scores"`
		ByScores grade.Risk `bun:"by_scores"`
	}
	if err := tx.NewRaw("SELECT DISTINCT scores, by_scores FROM risk_point WHERE method = ? AND rank < 4", m.ID).Scan(ctx, &kinds); err != nil {
		return 0, fmt.Errorf("regrade by %s: %w", m.ID, err)
	}
	total := 0
	for _, k := range kinds {
		scores, err := scoresOf(k.Scores)
		if err != nil {
			return 0, err
		}
		w, err := grade.Assess(m, grade.Input{Scores: scores})
		if err != nil {
			return 0, err
		}
		if w.Risk.Rank() >= k.ByScores.Rank() {
			continue
		}
		done, err := tx.NewRaw("UPDATE risk_point SET by_scores = ?, risk = CASE WHEN direct = '' THEN ? ELSE risk END, rank = CASE WHEN direct = '' THEN ? ELSE rank END, method_version = ?, version = version + 1, at = ?, by_id = ?, by_name = ?, why = ? WHERE method = ? AND scores = ? AND by_scores = ? AND rank < 4",
			w.Risk, w.Risk, w.Risk.Rank(), r.Version, r.At, by.ID, by.Name, byMethod+r.Why, m.ID, k.Scores, k.ByScores).Exec(ctx)
		if err != nil {
			return 0, fmt.Errorf("regrade by %s: %w", m.ID, err)
		}
		n, err := done.RowsAffected()
		if err != nil {
			return 0, err
		}
		total += int(n)
	}
	if total == 0 {
		return 0, nil
	}
	_, err := tx.NewRaw(keepVersion+"method = ? AND method_version = ? AND NOT EXISTS (SELECT 1 FROM risk_version v WHERE v.id = risk_point.id AND v.version = risk_point.version)", m.ID, r.Version).Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("regrade by %s: %w", m.ID, err)
	}
	return total, nil
}

// tellRegister gives enterprises in the register the level of the worst of their points: one enterprise, or all when the id
// is empty. One without a graded point keeps the level that it has.
func (s *System) tellRegister(ctx context.Context, tx *store.Tx, by journal.Actor, enterprise string) error {
	where, args := "rank < 4 AND removed = ?", []any{false}
	if enterprise != "" {
		where, args = where+" AND enterprise = ?", append(args, enterprise)
	}
	var worst []struct {
		Enterprise string `bun:"enterprise"`
		Rank       int    `bun:"worst"`
	}
	if err := tx.NewRaw("SELECT enterprise, min(rank) AS worst FROM risk_point WHERE "+where+" GROUP BY enterprise ORDER BY enterprise", args...).Scan(ctx, &worst); err != nil {
		return fmt.Errorf("worst points: %w", err)
	}
	level := map[string]grade.Risk{}
	var ids []string
	for _, w := range worst {
		item, ok := s.Register.Index().Find(identity.Everywhere, w.Enterprise)
		if r := grade.Risks[w.Rank]; ok && string(item.Risk) != string(r) {
			level[w.Enterprise] = r
			ids = append(ids, w.Enterprise)
		}
	}
	for some := range slices.Chunk(ids, 500) {
		if err := s.setLevels(ctx, tx, by, level, some); err != nil {
			return err
		}
	}
	return nil
}
