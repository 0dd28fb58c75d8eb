package duty

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Batch is what the journal keeps of a load: how many of what, and the SM3 hash of all of them, each as one line of JSON.
type Batch struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	Hash  string `json:"sm3"`
}

// LoadContacts adds many new contacts in one transaction with one journal entry. Their ids must be filled in. It fails as
// PutContact does, and then nothing is added; accounts are taken as they are given.
func (e *Engine) LoadContacts(ctx context.Context, by journal.Actor, name string, list []Contact) error {
	at := clock.Now(e.Clock)
	for i := range list {
		c := &list[i]
		c.Version, c.UpdatedAt = 1, at
		if err := e.knownArea(c.Area); err != nil {
			return fmt.Errorf("contact %s: %w", c.ID, err)
		}
		if err := checkContact(c); err != nil {
			return fmt.Errorf("contact %s: %w", c.ID, err)
		}
	}
	return load(ctx, e, by, name, "contacts", list, insertContacts, e.index.setContact)
}

// LoadPosts adds many new posts in one transaction with one journal entry. Their ids must be filled in, their contacts must
// be there. It fails as PutPost does, and then nothing is added.
func (e *Engine) LoadPosts(ctx context.Context, by journal.Actor, name string, list []Post) error {
	at := clock.Now(e.Clock)
	for i := range list {
		p := &list[i]
		p.Version, p.UpdatedAt = 1, at
		if err := e.completePost(p); err != nil {
			return fmt.Errorf("post %s: %w", p.ID, err)
		}
	}
	var elements []string
	for _, p := range list {
		if p.Element != "" {
			elements = append(elements, p.Element)
		}
	}
	if err := e.readShapes(ctx, elements); err != nil {
		return err
	}
	return load(ctx, e, by, name, "posts", list, insertPosts, e.index.setPost)
}

func load[T any](ctx context.Context, e *Engine, by journal.Actor, name, what string, list []T, insert func(context.Context, *store.Tx, []T) error, set func(T)) error {
	hash := sm3.New()
	for _, v := range list {
		line, err := json.Marshal(v)
		if err != nil {
			return err
		}
		hash.Write(append(line, '\n'))
	}
	b := Batch{Name: name, Count: len(list), Hash: hex.EncodeToString(hash.Sum(nil))}
	return e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := insert(ctx, tx, list)
		if store.IsUnique(err) {
			return fail.Conflict("duty.load.exists", "已有同编号的记录", "one of them is there already").Because(err)
		}
		if err != nil {
			return fmt.Errorf("load %s: %w", what, err)
		}
		if err := e.note(ctx, tx, by, "batch:"+what+":"+b.Hash[:16], "", e.Home, "duty."+what+".loaded", b); err != nil {
			return err
		}
		return e.changed(ctx, tx, e.Home, change{All: true}, func() {
			e.index.put(func() {
				for _, v := range list {
					set(v)
				}
			})
		})
	})
}
