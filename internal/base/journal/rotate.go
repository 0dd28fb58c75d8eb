package journal

import (
	"context"
	"fmt"
	"os"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
)

// keyRow is proof.Key as it is stored.
type keyRow struct {
	N         int64         `bun:"n"`
	ID        string        `bun:"id"`
	Public    string        `bun:"public"`
	Since     int64         `bun:"since"`
	Root      string        `bun:"root"`
	At        clock.Instant `bun:"at"`
	Previous  string        `bun:"previous"`
	Signature string        `bun:"signature"`
	Voucher   string        `bun:"voucher"`
}

func (k keyRow) proof() proof.Key {
	return proof.Key{N: k.N, ID: k.ID, Public: k.Public, From: k.Since, Root: k.Root, At: k.At.Time, Previous: k.Previous, Signature: k.Signature, Voucher: k.Voucher}
}

const keyColumns = "n, id, public, since, root, at, previous, signature, voucher"

// Keys is the history of public keys, oldest first. In a journal that was never sealed, and in one of before there was a
// history, it is the key of this process alone.
func (j *Journal) Keys(ctx context.Context) ([]proof.Key, error) {
	var rows []keyRow
	if err := j.db.Read().NewRaw("SELECT "+keyColumns+" FROM journal_key ORDER BY n").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	if len(rows) == 0 {
		j.mu.Lock()
		defer j.mu.Unlock()
		first, err := j.introduce(j.key, nil, nil, 0, proof.EmptyRoot())
		return []proof.Key{first}, err
	}
	out := make([]proof.Key, len(rows))
	for i, r := range rows {
		out[i] = r.proof()
	}
	return out, nil
}

// introduce makes the statement that introduces k from a size on, behind the newest key of the history. voucher signs
// too, when it is there.
func (j *Journal) introduce(k *Key, before *keyRow, voucher *Key, size int64, root string) (proof.Key, error) {
	out := proof.Key{N: 1, ID: k.id, Public: k.public(), From: size, Root: root, At: clock.Now(j.clock).Time}
	if before != nil {
		out.N, out.Previous = before.N+1, before.ID
	}
	var err error
	if out.Signature, err = k.sign(out.Text()); err == nil && voucher != nil {
		out.Voucher, err = voucher.sign(out.Text())
	}
	return out, err
}

func putKey(ctx context.Context, tx *store.Tx, k proof.Key) error {
	_, err := tx.NewRaw("INSERT INTO journal_key (n, id, public, since, root, at, previous, signature, voucher) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		k.N, k.ID, k.Public, k.From, k.Root, clock.At(k.At), k.Previous, k.Signature, k.Voucher).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store key: %w", err)
	}
	return nil
}

// signer is the key that signs the head behind last. The first head of a journal brings the first key with it. When
// another process has rotated the key, it is read anew from its file.
func (j *Journal) signer(ctx context.Context, tx *store.Tx, last Head) (*Key, error) {
	now, err := newestKey(ctx, tx)
	if err != nil {
		return nil, err
	}
	switch {
	case now == nil:
		first, err := j.introduce(j.key, nil, nil, 0, proof.EmptyRoot())
		if err != nil {
			return nil, err
		}
		return j.key, putKey(ctx, tx, first)
	case now.ID == j.key.id:
		return j.key, nil
	case j.key.file != "" && !j.options.KeyLost:
		return j.reloadKey(now.ID)
	}
	next, err := j.introduce(j.key, now, nil, last.Size, last.Root) // nobody is left to vouch for it
	if err != nil {
		return nil, err
	}
	return j.key, putKey(ctx, tx, next)
}

func newestKey(ctx context.Context, tx *store.Tx) (*keyRow, error) {
	var now keyRow
	err := tx.NewRaw("SELECT "+keyColumns+" FROM journal_key ORDER BY n DESC LIMIT 1").Scan(ctx, &now)
	if store.IsNoRows(err) {
		return nil, nil //nolint:nilnil // there is none yet
	}
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return &now, nil
}

// Adopt enters the key of this process into the history now and not with the next head, where it took the place of a lost
// one (Options.KeyLost).
func (j *Journal) Adopt(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := lockTail(ctx, tx); err != nil {
			return err
		}
		_, last, err := j.loadTree(ctx, tx)
		if err != nil {
			return err
		}
		_, err = j.signer(ctx, tx, last)
		return err
	})
}

// reloadKey reads the key file, and the one that a rotation left beside it when it was cut short.
func (j *Journal) reloadKey(id string) (*Key, error) {
	file := j.key.file
	if k, err := readKey(file); err == nil && k.id == id {
		return k, nil
	}
	k, err := readKey(file + nextKey)
	if err != nil || k.id != id {
		return nil, keyUnknown.Because(fmt.Errorf("the key in %s is %s, the journal is signed by %s", file, j.key.id, id))
	}
	k.file = file
	if err := os.Rename(file+nextKey, file); err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	return k, nil
}

// nextKey is the ending of the file that holds the new key until the journal knows it.
const nextKey = ".next"

// RotateKey puts a new key in the place of the one that signs now, which signs the new one's statement and is then
// overwritten. Heads up to now stay good by the old public key, later ones need the new. Other processes on the same key
// file take it up at their next sealing.
func (j *Journal) RotateKey(ctx context.Context) (old, fresh proof.Key, err error) {
	if _, err := j.Seal(ctx); err != nil {
		return old, fresh, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	k, err := newKey(j.key.file)
	if err != nil {
		return old, fresh, err
	}
	if k.file != "" {
		if err := k.save(k.file + nextKey); err != nil {
			return old, fresh, err
		}
	}
	err = j.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := lockTail(ctx, tx); err != nil {
			return err
		}
		_, last, err := j.loadTree(ctx, tx)
		if err != nil {
			return err
		}
		signing, err := j.signer(ctx, tx, last)
		if err != nil {
			return err
		}
		now, err := newestKey(ctx, tx)
		if err != nil {
			return err
		}
		old = now.proof()
		if fresh, err = j.introduce(k, now, signing, last.Size, last.Root); err != nil {
			return err
		}
		return putKey(ctx, tx, fresh)
	})
	if err != nil {
		return old, fresh, fmt.Errorf("rotate key: %w", err)
	}
	j.key = k
	if k.file != "" {
		if err := os.Rename(k.file+nextKey, k.file); err != nil {
			return old, fresh, fmt.Errorf("rotate key: %w", err)
		}
	}
	return old, fresh, nil
}
