import { Modal, UnstyledButton } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { loadLicences, loadLicenceText, type Licence } from './licences.ts';
import classes from './settings-screen.module.css';

export function LicenceList(): ReactElement {
  const [licences, setLicences] = useState<readonly Licence[]>([]);
  const [open, setOpen] = useState<{ title: string; text: string } | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    void loadLicences().then(setLicences);
  }, []);
  const show = ({ what, licence, file }: Licence): void => {
    const title = `${what} · ${licence}`;
    loadLicenceText(file)
      .catch(errorText)
      .then((text) => {
        setOpen({ title, text });
        setIsOpen(true);
      })
      .catch(() => undefined);
  };
  return (
    <>
      <ul className={classes['licences']}>
        {licences.map((entry) => (
          <li key={entry.what}>
            <UnstyledButton
              className={classes['licence']}
              onClick={() => {
                show(entry);
              }}
            >
              <span>{entry.what}</span>
              <code>{entry.source}</code>
              <span>{entry.licence}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <Modal
        opened={isOpen}
        onClose={() => {
          setIsOpen(false);
        }}
        title={open?.title}
        size={720}
      >
        <pre className={classes['licenceText']}>{open?.text}</pre>
      </Modal>
    </>
  );
}
