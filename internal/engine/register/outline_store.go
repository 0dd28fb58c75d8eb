package register

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"github.com/uptrace/bun"

	"anlan/internal/base/store"
)

// areaVersion is an area as it is from a day on, until the next version of the same code.
type areaVersion struct {
	Area
	From string `bun:"from_day"`
	Act  string `bun:"act"`
	Gone bool   `bun:"gone"`
}

const (
	versionColumns = areaColumns + ", from_day, act, gone"
	actColumns     = "id, kind, area, from_day, reason, file, undoes, areas, by_id, by_name, made_at, state, moved, stayed"
)

// levelCodes are how long codes are, level by level.
var levelCodes = []int{4, 6, 9, 12, 15}

// keepAreas writes what a change makes of areas into their history; what they were before goes there first, if nothing of
// them is there yet. An act that changes nothing leaves no trace.
func (r *Register) keepAreas(ctx context.Context, tx *store.Tx, act *BorderAct, c AreaChange) error {
	codes := slices.Clone(c.Drop)
	for _, a := range c.Put {
		codes = append(codes, a.Code)
	}
	now, err := areasByCode(ctx, tx, codes)
	if err != nil {
		return err
	}
	var next []areaVersion
	for _, a := range c.Put {
		if was, there := now[a.Code]; !there || !sameArea(was, a) {
			next = append(next, areaVersion{Area: a, From: act.From, Act: act.ID})
		}
	}
	for _, code := range c.Drop {
		if was, there := now[code]; there {
			next = append(next, areaVersion{Area: was, From: act.From, Act: act.ID, Gone: true})
		}
	}
	if len(next) == 0 {
		return nil
	}
	known, err := codesWithHistory(ctx, tx, codes)
	if err != nil {
		return err
	}
	var first []areaVersion
	act.Area, act.Areas = next[0].Code, len(next)
	for _, v := range next {
		for !strings.HasPrefix(v.Code, act.Area) {
			act.Area = act.Area[:len(act.Area)-1]
		}
		if known[v.Code] {
			continue
		}
		if was, there := now[v.Code]; there {
			first = append(first, areaVersion{Area: was})
		} else {
			first = append(first, areaVersion{Area: v.Area, Gone: true})
		}
	}
	for act.Area != "" && !slices.ContainsFunc(levelCodes, func(n int) bool { return n == len(act.Area) }) {
		act.Area = act.Area[:len(act.Area)-1]
	}
	if err := insertVersions(ctx, tx, append(first, next...)); err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO register_outline_act ("+actColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		act.ID, act.Kind, act.Area, act.From, act.Reason, act.File, act.Undoes, act.Areas, act.By, act.ByName, act.MadeAt, act.State, act.Moved, act.Stayed).Exec(ctx)
	if err != nil {
		return errOutline("act", err)
	}
	return nil
}

func insertVersions(ctx context.Context, tx *store.Tx, list []areaVersion) error {
	for rows := range slices.Chunk(list, rowsPerInsert) {
		args := make([]any, 0, len(rows)*12)
		for _, v := range rows {
			args = append(args, v.Code, v.Name, v.NameEn, string(v.Level), v.Parent, v.Lon, v.Lat, string(v.Outline), v.Demo, v.From, v.Act, v.Gone)
		}
		q := "INSERT INTO register_outline (" + versionColumns + ") VALUES " + strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?,?,?,?,?),", len(rows)), ",")
		if _, err := tx.NewRaw(q, args...).Exec(ctx); err != nil {
			return errOutline("versions", err)
		}
	}
	return nil
}

func areasByCode(ctx context.Context, tx *store.Tx, codes []string) (map[string]Area, error) {
	out := map[string]Area{}
	for part := range slices.Chunk(codes, 500) {
		var rows []Area
		if err := tx.NewRaw("SELECT "+areaColumns+" FROM register_area WHERE code IN (?)", bun.List(part)).Scan(ctx, &rows); err != nil {
			return nil, errOutline("areas", err)
		}
		for _, a := range rows {
			out[a.Code] = a
		}
	}
	return out, nil
}

func codesWithHistory(ctx context.Context, tx *store.Tx, codes []string) (map[string]bool, error) {
	out := map[string]bool{}
	for part := range slices.Chunk(codes, 500) {
		var rows []string
		if err := tx.NewRaw("SELECT DISTINCT code FROM register_outline WHERE code IN (?)", bun.List(part)).Scan(ctx, &rows); err != nil {
			return nil, errOutline("codes", err)
		}
		for _, c := range rows {
			out[c] = true
		}
	}
	return out, nil
}

func dropAreas(ctx context.Context, tx *store.Tx, codes []string) error {
	for part := range slices.Chunk(codes, 500) {
		if _, err := tx.NewRaw("DELETE FROM register_area WHERE code IN (?)", bun.List(part)).Exec(ctx); err != nil {
			return errOutline("drop", err)
		}
	}
	return nil
}

// laterOutlines are versions of areas that begin after a day.
func laterOutlines(ctx context.Context, tx *store.Tx, codes []string, day string) (out []areaVersion, err error) {
	for part := range slices.Chunk(codes, 500) {
		var rows []areaVersion
		err := tx.NewRaw("SELECT "+versionColumns+" FROM register_outline WHERE code IN (?) AND from_day > ? ORDER BY from_day DESC, code LIMIT 1", bun.List(part), day).Scan(ctx, &rows)
		if err != nil {
			return nil, errOutline("later", err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

func findAct(ctx context.Context, q store.Querier, actID string) (a BorderAct, err error) {
	err = q.NewRaw("SELECT "+actColumns+" FROM register_outline_act WHERE id = ?", actID).Scan(ctx, &a)
	return a, err
}

// codesOf are the areas that an act changed.
func codesOf(ctx context.Context, q store.Querier, actID string) (out []string, err error) {
	if err := q.NewRaw("SELECT code FROM register_outline WHERE act = ? ORDER BY code", actID).Scan(ctx, &out); err != nil {
		return nil, errOutline("act", err)
	}
	return out, nil
}

// beforeAct is the outline of an area before an act, and the last act that changed it.
func beforeAct(ctx context.Context, tx *store.Tx, code, actID string) (was json.RawMessage, last string, err error) {
	var rows []areaVersion
	if err := tx.NewRaw("SELECT "+versionColumns+" FROM register_outline WHERE code = ? ORDER BY from_day DESC, act DESC", code).Scan(ctx, &rows); err != nil {
		return nil, "", errOutline("before", err)
	}
	for i, v := range rows {
		if v.Act == actID && i+1 < len(rows) {
			return rows[i+1].Outline, rows[0].Act, nil
		}
	}
	return nil, "", nil
}

// outlinesHash is the SM3 of outlines for the journal, each area as one line of JSON.
func outlinesHash(areas []Area) string {
	hash := sm3.New()
	for _, a := range areas {
		line, err := json.Marshal(a)
		if err != nil {
			line = []byte(a.Code)
		}
		hash.Write(append(line, '\n'))
	}
	return hex.EncodeToString(hash.Sum(nil))
}
