// Package vault keeps secrets that the server must say again to others: tokens and passwords of the systems it reads.
//
// What is sealed can be read only with the key, which lies in a file beside the database and not in it (SM4 in Galois
// counter mode, GB/T 32907). Each seal is bound to what it is for, so that a secret cannot be moved to another row. Servers
// that share a database share the file. It is not for passwords of people: those are hashed and never read again.
package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/emmansun/gmsm/sm4"

	"anlan/internal/base/fail"
)

// Vault seals and opens.
type Vault struct{ aead cipher.AEAD }

// Open reads the key from the file, or makes a new one when there is none. With an empty name the key lives as long as the
// process. It fails when others can read the file, or when it holds no key.
func Open(file string) (*Vault, error) {
	key := make([]byte, sm4.BlockSize)
	_, _ = rand.Read(key)
	if file != "" {
		var err error
		if key, err = keep(file, key); err != nil {
			return nil, err
		}
	}
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return &Vault{aead}, err
}

// keep reads the key from the file, or writes the fresh one there.
func keep(file string, fresh []byte) ([]byte, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return nil, fmt.Errorf("vault: %w", err)
		}
		return fresh, write(file, hex.EncodeToString(fresh)+"\n")
	}
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("vault: other users can read %s: set its mode to 600", file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) != sm4.BlockSize {
		return nil, fmt.Errorf("vault: %s holds no key of 32 hexadecimal digits", file)
	}
	return key, nil
}

// write makes the file whole or not at all, on disk before it is used.
func write(file, text string) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".vault-")
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("vault: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// Seal hides a secret for one purpose ("connector/source/1"). The same secret never looks the same twice; "" stays "".
func (v *Vault) Seal(purpose, secret string) string {
	if secret == "" {
		return ""
	}
	nonce := make([]byte, v.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.RawStdEncoding.EncodeToString(v.aead.Seal(nonce, nonce, []byte(secret), []byte(purpose)))
}

// Open reads a sealed secret for its purpose. It fails with Unavailable when it was sealed with another key, for another
// purpose, or was changed.
func (v *Vault) Open(purpose, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	n := v.aead.NonceSize()
	if err == nil && len(b) >= n {
		var plain []byte
		if plain, err = v.aead.Open(nil, b[:n], b[n:], []byte(purpose)); err == nil {
			return string(plain), nil
		}
	}
	return "", fail.Unavailable("vault.sealed", "凭据无法解密：密钥文件已更换，请重新填写凭据", "the credentials cannot be opened: the key file is another one; enter them anew").Because(err)
}
