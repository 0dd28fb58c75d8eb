package journal_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/journal/proof"
)

func TestKeyRotation(t *testing.T) {
	w := newWorld(t)
	running, err := journal.Open(w.ctx, w.db, w.clock, w.opt) // a server that does not know
	require.NoError(t, err)
	old, fresh, err := w.j.RotateKey(w.ctx)
	require.NoError(t, err)
	require.NotEqual(t, old.ID, fresh.ID)
	require.EqualValues(t, 20, fresh.From)
	w.append(t, "case-0", 1)
	h, err := running.Seal(w.ctx)
	require.NoError(t, err)
	require.Equal(t, fresh.ID, h.Key, "it reads the new key at its next sealing")

	third, err := journal.Open(w.ctx, w.db, w.clock, w.opt)
	require.NoError(t, err)
	_, again, err := third.RotateKey(w.ctx)
	require.NoError(t, err)
	w.append(t, "case-0", 2)
	w.seal(t)
	rep, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	require.True(t, rep.Pinned)
	require.Empty(t, rep.Lost)
	keys, err := w.j.Keys(w.ctx)
	require.NoError(t, err)
	require.Len(t, keys, 3)
	for _, k := range keys { // whoever knows one of them knows all
		ks, err := proof.CheckKeys(keys, k.Fingerprint())
		require.NoError(t, err)
		require.True(t, ks.Pinned())
	}
	_, err = proof.CheckKeys(keys, "00")
	require.ErrorContains(t, err, again.Fingerprint())

	for _, f := range []string{w.opt.KeyFile + ".next"} {
		require.NoFileExists(t, f)
	}
}

// A head is good only in the time of its key, and a statement only as it was signed.
func TestKeysAreGoodInTheirTime(t *testing.T) {
	w := newWorld(t)
	early, err := w.j.Heads(w.ctx, 0, 9)
	require.NoError(t, err)
	_, _, err = w.j.RotateKey(w.ctx)
	require.NoError(t, err)
	w.fill(t, 5, 5)
	late, err := w.j.Heads(w.ctx, 20, 9)
	require.NoError(t, err)
	keys, err := w.j.Keys(w.ctx)
	require.NoError(t, err)
	ks, err := proof.CheckKeys(keys)
	require.NoError(t, err)
	require.Nil(t, ks.Head(early[1]))
	require.Nil(t, ks.Head(late[0]))

	for name, bend := range map[string]func(ks []proof.Key) []proof.Key{
		"from later":       func(ks []proof.Key) []proof.Key { ks[1].From = 25; return ks },
		"no first":         func(ks []proof.Key) []proof.Key { return ks[1:] },
		"other first":      func(ks []proof.Key) []proof.Key { ks[0].Public = ks[1].Public; return ks },
		"voucher of other": func(ks []proof.Key) []proof.Key { ks[1].Voucher = ks[1].Signature; return ks },
		"twice":            func(ks []proof.Key) []proof.Key { return append(ks, ks[1]) },
		"none":             func([]proof.Key) []proof.Key { return nil },
	} {
		_, err := proof.CheckKeys(bend(append([]proof.Key(nil), keys...)))
		require.ErrorContains(t, err, "forged", name)
	}
	ks, err = proof.CheckKeys(keys[:1])
	require.NoError(t, err)
	require.NotNil(t, ks.Head(late[0]), "an unknown key")
	w.exec(t, "UPDATE journal_head SET key = ? WHERE size = 25", keys[0].ID)
	f := w.fault(t)
	require.Equal(t, proof.Forged, f.Kind)
	require.Contains(t, f.What, "had been replaced")
}

func TestMissingKeyIsNotReplacedInSilence(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, os.Remove(w.opt.KeyFile))
	_, err := journal.Open(w.ctx, w.db, w.clock, w.opt)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	require.NoFileExists(t, w.opt.KeyFile)

	first, err := w.j.Keys(w.ctx)
	require.NoError(t, err)
	w.opt.KeyLost = true
	w.open(t)
	require.NoError(t, w.j.Adopt(w.ctx))
	w.append(t, "case-0", 1)
	w.seal(t)
	rep, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	require.Len(t, rep.Lost, 1, "it is told")
	_, err = w.j.VerifyWith(w.ctx, journal.Trust{Pins: []string{first[0].Fingerprint()}})
	require.NoError(t, err, "the key in the file is trusted too")
	keys, err := w.j.Keys(w.ctx)
	require.NoError(t, err)
	_, err = proof.CheckKeys(keys, first[0].Fingerprint())
	require.ErrorContains(t, err, "not known here", "who knows only the lost key has no reason to take the new one")
}

func TestKeyOfAnotherJournalIsRefused(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	b, err := os.ReadFile(other.opt.KeyFile)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(w.opt.KeyFile, b, 0o600))
	w.open(t)
	_, err = w.j.Verify(w.ctx)
	require.ErrorContains(t, err, "not known here")
	w.append(t, "case-0", 1)
	_, err = w.j.Seal(w.ctx)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))

	// A rotation that was cut short before the new key had its place: it is found beside the old one.
	_, _, err = other.j.RotateKey(other.ctx)
	require.NoError(t, err)
	require.NoError(t, os.Rename(other.opt.KeyFile, other.opt.KeyFile+".next"))
	require.NoError(t, os.WriteFile(other.opt.KeyFile, b, 0o600))
	other.open(t)
	other.append(t, "case-0", 1)
	other.seal(t)
	_, err = other.j.Verify(other.ctx)
	require.NoError(t, err)
}

func TestKeyFileOthersCanReadIsRefused(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, os.Chmod(w.opt.KeyFile, 0o644))
	_, err := journal.Open(w.ctx, w.db, w.clock, w.opt)
	require.Equal(t, "journal.key-readable", fail.As(err).Code)
	require.NoError(t, os.Chmod(w.opt.KeyFile, 0o600))
	require.NoError(t, os.WriteFile(w.opt.KeyFile, []byte("nothing"), 0o600))
	_, err = journal.Open(w.ctx, w.db, w.clock, w.opt)
	require.ErrorContains(t, err, filepath.Base(w.opt.KeyFile))
}
