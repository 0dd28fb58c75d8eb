package register

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

const areaColumns = "code, name, name_en, level, parent, lon, lat, outline, demo"

// PutAreas stores areas, new ones and changed ones, in one transaction with one journal entry. Parents must be among them or
// there already. It fails with Invalid for an area that is not whole.
func (r *Register) PutAreas(ctx context.Context, actor journal.Actor, name string, areas []Area) error {
	if err := r.checkAreas(areas); err != nil {
		return err
	}
	hash := sm3.New()
	for _, a := range areas {
		line, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("area %s: %w", a.Code, err)
		}
		hash.Write(append(line, '\n'))
	}
	b := Batch{Name: name, Counts: map[string]int{"area": len(areas)}, Hash: hex.EncodeToString(hash.Sum(nil))}
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for rest := areas; len(rest) > 0; {
			n := min(len(rest), rowsPerInsert)
			if err := upsertAreas(ctx, tx, rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return r.recordBatch(ctx, tx, actor, "register.areas.stored", b)
	})
	if err != nil {
		return err
	}
	return r.loadAreas(ctx)
}

func (r *Register) checkAreas(areas []Area) error {
	known := map[string]bool{"": true}
	for _, a := range r.Areas().list {
		known[a.Code] = true
	}
	for _, a := range areas {
		if a.Code == "" || a.Name == "" || !strings.HasPrefix(a.Code, a.Parent) || a.Code == a.Parent || !known[a.Parent] {
			return fail.Invalid("register.area", "区划 "+a.Code+" 不完整或上级不符", "area "+a.Code+" is not whole or does not fit its parent").At("code")
		}
		known[a.Code] = true
	}
	_, err := NewAreas(areas)
	return err
}

func upsertAreas(ctx context.Context, tx *store.Tx, areas []Area) error {
	var q strings.Builder
	q.WriteString("INSERT INTO register_area (" + areaColumns + ") VALUES ")
	args := make([]any, 0, len(areas)*9)
	for i, a := range areas {
		if i > 0 {
			q.WriteByte(',')
		}
		q.WriteString("(?,?,?,?,?,?,?,?,?)")
		args = append(args, a.Code, a.Name, a.NameEn, string(a.Level), a.Parent, a.Lon, a.Lat, string(a.Outline), a.Demo)
	}
	q.WriteString(` ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, level = excluded.level,
		parent = excluded.parent, lon = excluded.lon, lat = excluded.lat, outline = excluded.outline, demo = excluded.demo`)
	if _, err := tx.NewRaw(q.String(), args...).Exec(ctx); err != nil {
		return fmt.Errorf("store areas: %w", err)
	}
	return nil
}

func (r *Register) loadAreas(ctx context.Context) error {
	var list []Area
	if err := r.db.Read().NewRaw("SELECT "+areaColumns+" FROM register_area ORDER BY code").Scan(ctx, &list); err != nil {
		return fmt.Errorf("load areas: %w", err)
	}
	a, err := NewAreas(list)
	if err != nil {
		return err
	}
	r.areas.Store(a)
	return nil
}
