package main

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/options"
)

// verifyBundle checks a bundle with the thresholds a public instance asks for: one log entry, one timestamp of any kind, and
// one SCT where a certificate signed.
func verifyBundle(args []string) error {
	var bundlePath, rootPath, identity, issuer, keyPath, scheme string
	var noLog bool
	artifacts := parse("verify", args, func(set *flag.FlagSet) {
		set.StringVar(&bundlePath, "bundle", "", "bundle file")
		set.StringVar(&rootPath, "trusted-root", "", "trusted_root.json")
		set.StringVar(&identity, "identity", "", "exact subject alternative name")
		set.StringVar(&issuer, "issuer", "", "exact OIDC issuer")
		set.StringVar(&keyPath, "key", "", "public key, PEM")
		set.BoolVar(&noLog, "no-log", false, "one timestamp of an authority, and no log entry")
		set.StringVar(&scheme, "scheme", "", "ed25519ph or rsa-pss, for a key that does not sign in the usual way of its type")
	})
	trusted, err := root.NewTrustedRootFromPath(rootPath)
	if err != nil {
		return err
	}
	signed, err := bundle.LoadJSONFromPath(bundlePath)
	if err != nil {
		return err
	}
	thresholds := []verify.VerifierOption{verify.WithTransparencyLog(1), verify.WithObserverTimestamps(1)}
	if noLog {
		thresholds = []verify.VerifierOption{verify.WithSignedTimestamps(1)}
	}
	var who verify.PolicyOption
	var material root.TrustedMaterial = trusted
	if keyPath != "" {
		key, err := readKey(keyPath)
		if err != nil {
			return err
		}
		material = &withKey{TrustedMaterial: trusted, key: key, scheme: scheme}
		who = verify.WithKey()
	} else {
		thresholds = append(thresholds, verify.WithSignedCertificateTimestamps(1))
		certificate, err := verify.NewShortCertificateIdentity(issuer, "", identity, "")
		if err != nil {
			return err
		}
		who = verify.WithCertificateIdentity(certificate)
	}
	verifier, err := verify.NewVerifier(material, thresholds...)
	if err != nil {
		return err
	}
	file, err := os.Open(artifacts[0])
	if err != nil {
		return err
	}
	defer file.Close()
	result, err := verifier.Verify(signed, verify.NewPolicy(verify.WithArtifact(file), who))
	if err != nil {
		return err
	}
	fmt.Printf("accepted with %d timestamps\n", len(result.VerifiedTimestamps))
	return nil
}

// withKey answers for every hint with the one key that is trusted.
type withKey struct {
	root.TrustedMaterial
	key    crypto.PublicKey
	scheme string
}

func (w *withKey) PublicKeyVerifier(string) (root.TimeConstrainedVerifier, error) {
	var chosen []signature.LoadOption
	switch w.scheme {
	case "":
	case "ed25519ph":
		chosen = append(chosen, options.WithED25519ph())
	case "rsa-pss":
		chosen = append(chosen, options.WithRSAPSS(&rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}))
	default:
		return nil, errors.New("unknown scheme " + w.scheme)
	}
	verifier, err := signature.LoadDefaultVerifier(w.key, chosen...)
	if err != nil {
		return nil, err
	}
	return root.NewExpiringKey(verifier, time.Time{}, time.Time{}), nil
}

func readKey(path string) (crypto.PublicKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM in " + path)
	}
	return x509.ParsePKIXPublicKey(block.Bytes)
}
