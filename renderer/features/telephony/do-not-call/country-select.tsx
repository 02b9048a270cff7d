/** The country in which numbers without + are read. */
import { Select } from '@mantine/core';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import type { ReactElement } from 'react';
import { countryName } from '../number-writing.ts';

const countries = getCountries()
  .map((iso) => ({
    value: iso,
    label: `${countryName(iso) ?? iso} (+${getCountryCallingCode(iso)})`,
  }))
  .sort((a, b) => a.label.localeCompare(b.label));

export interface CountrySelectProps {
  label: string;
  description?: string;
  placeholder?: string;
  /** ISO 3166; null for none. */
  value: string | null;
  onChange: (iso: string | null) => void;
}

export function CountrySelect(props: CountrySelectProps): ReactElement {
  const { label, description, placeholder = 'None: + is wanted', value, onChange } = props;
  return (
    <Select
      label={label}
      {...(description === undefined ? {} : { description })}
      searchable
      clearable
      limit={100}
      placeholder={placeholder}
      nothingFoundMessage="No such country"
      data={countries}
      value={value}
      onChange={onChange}
    />
  );
}
