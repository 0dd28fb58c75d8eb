package fourparty

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// The states of a sheet.
const (
	Open     = "open"
	HandedIn = "handed-in"
	Void     = "void" // the check was called off before it was handed in
)

// Sheet is what one party gives for a unit. Hash is the SM3 of its marks and photographs once it is handed in; the journal
// holds the hash and not the marks, so that nobody reads them there before the others have handed in.
type Sheet struct {
	Unit        string        `bun:"unit" json:"unit"`
	Party       string        `bun:"party" json:"party" enum:"self,government,expert,third"`
	Person      string        `bun:"person" json:"person"`
	PersonName  string        `bun:"person_name" json:"person_name"`
	AppointedBy string        `bun:"appointed_by" json:"appointed_by"`
	AppointedAt clock.Instant `bun:"appointed_at" json:"appointed_at"`
	State       string        `bun:"state" json:"state" enum:"open,handed-in,void"`
	Raw         string        `bun:"marks" json:"-"`
	Hash        string        `bun:"hash" json:"sm3"`
	TakenAt     clock.Instant `bun:"taken_at" json:"taken_at" doc:"when it was done, by the phone"`
	ReceivedAt  clock.Instant `bun:"received_at" json:"received_at"`
	Revision    int64         `bun:"revision" json:"revision"`
}

const sheetColumns = "unit, party, person, person_name, appointed_by, appointed_at, state, marks, hash, taken_at, received_at, revision"

// marks are the marks of a sheet.
func (x Sheet) marks() ([]Mark, error) {
	out := []Mark{}
	if err := json.Unmarshal([]byte(x.Raw), &out); err != nil {
		return nil, fmt.Errorf("marks of %s, %s: %w", x.Unit, x.Party, err)
	}
	return out, nil
}

// sheetsOf are the sheets of a unit.
func sheetsOf(ctx context.Context, q store.Querier, unitID, lock string) ([]Sheet, error) {
	var out []Sheet
	if err := q.NewRaw("SELECT "+sheetColumns+" FROM fourparty_sheet WHERE unit = ? ORDER BY party"+lock, unitID).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("sheets of %s: %w", unitID, err)
	}
	return out, nil
}

type sheetInput struct {
	ID    string `path:"id" maxLength:"64"`
	Party string `path:"party" enum:"self,government,expert,third"`
	Body  struct {
		Marks    []Mark    `json:"marks" maxItems:"200" nullable:"false"`
		TakenAt  time.Time `json:"taken_at,omitempty" doc:"when it was done, by the phone; not ahead of the server by more than five minutes"`
		Revision int64     `json:"revision,omitempty" doc:"of the sheet that was shown; when it was saved elsewhere meanwhile, 409. 0: not asked"`
	}
}

// errNotYours answers whoever is not appointed; it says nothing of whether the unit is there.
var errNotYours = fail.NotFound("fourparty.sheet.unknown", "您没有受聘核查这个对象", "you are not appointed to this unit")

// own finds the caller's sheet of a running programme, locked with the others of its unit, so that of four who hand in at
// once one is the last.
func (s *System) own(ctx context.Context, tx *store.Tx, by identity.Subject, in *sheetInput) (sheet Sheet, all []Sheet, p Programme, err error) {
	if all, err = sheetsOf(ctx, tx, in.ID, tx.ForUpdate()); err != nil {
		return sheet, nil, p, err
	}
	for _, x := range all {
		if x.Party == in.Party && x.Person == by.ID {
			sheet = x
		}
	}
	if sheet.Unit == "" {
		return sheet, nil, p, errNotYours
	}
	err = tx.NewRaw("SELECT "+programmeColumns+" FROM fourparty_programme WHERE id = (SELECT programme FROM fourparty_unit WHERE id = ?)", in.ID).Scan(ctx, &p)
	if err != nil {
		return sheet, nil, p, fmt.Errorf("programme of %s: %w", in.ID, err)
	}
	switch {
	case p.State != Running:
		return sheet, nil, p, errNotYours
	case s.today().String() < p.From:
		return sheet, nil, p, fail.Conflict("fourparty.sheet.early", "核查从 "+p.From+" 开始", "the checks begin on "+p.From)
	}
	return sheet, all, p, nil
}

// open refuses what can no longer be changed.
func (x Sheet) open(revision int64) error {
	switch {
	case x.State == Void:
		return fail.Conflict("fourparty.sheet.void", "这次核查已中止，不再打分", "the check was called off")
	case x.State == HandedIn:
		at := x.ReceivedAt.In(calendar.Beijing).Format("01-02 15:04")
		return fail.Conflict("fourparty.sheet.handed-in", "打分已于 "+at+" 提交，不能再改", "the sheet was handed in on "+at)
	case revision != 0 && revision != x.Revision:
		return fail.Conflict("fourparty.sheet.moved", "打分已在别处保存，请刷新后再改", "the sheet was saved elsewhere meanwhile; load it anew").At("revision")
	}
	return nil
}

// save keeps marks that are not whole yet.
func (s *System) save(ctx context.Context, tx *store.Tx, in *sheetInput) (*httpapi.Body[Sheet], error) {
	by := httpapi.SubjectOf(ctx)
	x, _, p, err := s.own(ctx, tx, by, in)
	if err != nil {
		return nil, err
	}
	if err := x.open(in.Body.Revision); err != nil {
		return nil, err
	}
	if err := fits(p, in.Body.Marks, false); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(in.Body.Marks)
	if err != nil {
		return nil, err
	}
	x.Raw, x.Revision = string(raw), x.Revision+1
	return httpapi.OK(x), s.putSheet(ctx, tx, x)
}

func fits(p Programme, marks []Mark, whole bool) error {
	items, err := p.items()
	if err != nil {
		return err
	}
	return checkMarks(items, marks, whole)
}

func (s *System) putSheet(ctx context.Context, tx *store.Tx, x Sheet) error {
	_, err := tx.NewRaw("UPDATE fourparty_sheet SET state = ?, marks = ?, hash = ?, taken_at = ?, received_at = ?, revision = ? WHERE unit = ? AND party = ?",
		x.State, x.Raw, x.Hash, x.TakenAt, x.ReceivedAt, x.Revision, x.Unit, x.Party).Exec(ctx)
	if err != nil {
		return fmt.Errorf("sheet of %s: %w", x.Unit, err)
	}
	return nil
}

// aheadBy is how far a phone's clock may be ahead of ours.
const aheadBy = 5 * time.Minute

// handIn takes a whole sheet. With the fourth one the parties are compared. The same sheet again changes nothing.
func (s *System) handIn(ctx context.Context, tx *store.Tx, in *sheetInput) (*httpapi.Body[Sheet], error) {
	return s.handInAs(ctx, tx, httpapi.SubjectOf(ctx), in)
}

func (s *System) handInAs(ctx context.Context, tx *store.Tx, by identity.Subject, in *sheetInput) (*httpapi.Body[Sheet], error) {
	x, all, p, err := s.own(ctx, tx, by, in)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	if in.Body.TakenAt.IsZero() {
		in.Body.TakenAt = now
	}
	if in.Body.TakenAt.After(now.Add(aheadBy)) {
		return nil, fail.Invalid("fourparty.taken", "手机时间不正确（晚于服务器时间），请校准手机时间", "the time of the phone is wrong: it lies ahead; set its clock").At("taken_at")
	}
	if err := fits(p, in.Body.Marks, true); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(in.Body.Marks)
	if err != nil {
		return nil, err
	}
	if x.State == HandedIn && x.Raw == string(raw) {
		return httpapi.OK(x), nil
	}
	if err := x.open(0); err != nil {
		return nil, err
	}
	photos, err := s.join(ctx, tx, by, x, in.Body.Marks)
	if err != nil {
		return nil, err
	}
	x.State, x.Raw, x.TakenAt, x.ReceivedAt, x.Revision = HandedIn, string(raw), clock.At(in.Body.TakenAt), clock.At(now), x.Revision+1
	x.Hash = seal(raw, photos)
	if err := s.putSheet(ctx, tx, x); err != nil {
		return nil, err
	}
	return httpapi.OK(x), s.handedIn(ctx, tx, by, x, all)
}

// seal is the SM3 of marks and of the photographs that they name.
func seal(marks []byte, photos []string) string {
	h := sm3.New()
	h.Write(marks)
	for _, p := range photos {
		h.Write([]byte("\n" + p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// handedIn records a sheet, and begins the comparison when it was the last.
func (s *System) handedIn(ctx context.Context, tx *store.Tx, by identity.Subject, x Sheet, all []Sheet) error {
	list, err := s.unitsWhere(ctx, tx, "id = ?", x.Unit)
	if err != nil {
		return err
	}
	if len(list) != 1 {
		return noUnit
	}
	u := list[0]
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: u.Case, Root: u.Case, Area: u.Area, Actor: actor(by), Action: "fourparty.sheet.handed-in", Body: map[string]any{"unit": u.ID, "party": x.Party, "taken_at": x.TakenAt, "sm3": x.Hash}})
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Party != x.Party && o.State != HandedIn {
			return nil
		}
	}
	_, err = s.Procedure.Act(ctx, tx, machine, procedure.Request{Case: u.Case, Act: "compare"})
	return err
}
